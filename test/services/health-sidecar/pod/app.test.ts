import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import { generate } from 'selfsigned';
import type { Collector } from '../../../../services/health-sidecar/src/collector';
import { appCollector } from '../../../../services/health-sidecar/src/pod';
import { until } from '../../redis/cluster';
import { run, valuesOf } from './run';

const servers: { close: () => unknown }[] = [];
const sockets = new Set<Socket>();
const collectors: Collector[] = [];

afterEach(async () => {
  for (const collector of collectors.splice(0)) await collector.close?.();
  for (const socket of sockets) socket.destroy();
  for (const server of servers.splice(0)) server.close();
});

async function listen(server: Server | ReturnType<typeof createTcpServer>): Promise<number> {
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  servers.push(server);
  return (server.address() as AddressInfo).port;
}

const watching = (config: Parameters<typeof appCollector>[0]): Collector => {
  const collector = appCollector(config);
  collectors.push(collector);
  return collector;
};
const http = async (answer: RequestListener) =>
  watching({ http: `http://127.0.0.1:${await listen(createServer(answer))}/health` });

test.each([200, 204, 301, 399])('an app that answers %d is well', async (status) => {
  const reading = await run(await http((_, response) => response.writeHead(status, { location: '/elsewhere' }).end()));
  expect(reading.status).toBe('ok');
  expect(valuesOf(reading)['app_up']).toBe(1);
  expect(valuesOf(reading)['app_latency_seconds']).toBeGreaterThan(0);
});

test.each([404, 500, 503])('an app that answers %d is down, and that is the reason', async (status) => {
  const reading = await run(await http((_, response) => response.writeHead(status).end('secret')));
  expect(reading).toMatchObject({ status: 'down', reason: `answers ${status}` });
  expect(valuesOf(reading)['app_up']).toBe(0);
});

test('where it leads to is not looked at', async () => {
  const paths: (string | undefined)[] = [];
  const collector = await http((request, response) => {
    paths.push(request.url);
    response.writeHead(302, { location: '/login' }).end();
  });
  await run(collector);
  expect(paths).toEqual(['/health']);
});

test('one connection serves all runs, and is made anew when the app has closed it', async () => {
  const ports = new Set<number | undefined>();
  const collector = await http((request, response) => {
    ports.add(request.socket.remotePort);
    response.end('well');
  });
  for (let i = 0; i < 5; i += 1) expect((await run(collector)).status).toBe('ok');
  expect(ports.size).toBe(1);

  for (const socket of sockets) socket.destroy();
  expect((await run(collector)).status).toBe('ok');
  expect(ports.size).toBe(2);
});

test('of an answer without end no more is read than is needed', async () => {
  const collector = await http((_, response) => {
    const write = () => {
      while (response.write(Buffer.alloc(16_384)));
    };
    response.on('drain', write);
    write();
  });
  expect((await run(collector)).status).toBe('ok');
  await until('its connection is closed', () => sockets.size === 0);
});

test('an app that never answers is let go at the deadline', async () => {
  const collector = await http(() => undefined);
  await expect(run(collector, 100)).rejects.toMatchObject({ reason: 'does not answer in time' });
  await until('its connection is closed', () => sockets.size === 0);
});

test('an app that is not there refuses connections', async () => {
  const server = createTcpServer();
  const port = await listen(server);
  server.close();
  for (const config of [{ http: `http://127.0.0.1:${port}/` }, { tcp: { host: '127.0.0.1', port } }]) {
    const collector = watching(config);
    await expect(run(collector)).rejects.toMatchObject({ reason: 'refuses connections' });
    expect(valuesOf(collector.whenFailed ?? {})).toEqual({ app_up: 0 });
  }
});

test.each(['nonsense\r\n\r\n', 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nab', ''])(
  'an answer that is none (%j) is no good news',
  async (text) => {
    const port = await listen(createTcpServer((socket) => socket.end(text)));
    await expect(run(watching({ http: `http://127.0.0.1:${port}/` }))).rejects.toMatchObject({
      reason: expect.stringMatching(/^(does not speak HTTP|closes the connection)$/) as string,
    });
  },
);

test('an app without HTTP is well when it takes connections', async () => {
  const port = await listen(createTcpServer());
  expect((await run(watching({ tcp: { host: '127.0.0.1', port } }))).status).toBe('ok');
  await until('nothing is left open', () => sockets.size === 0);
});

test('an app with a certificate for another name is asked all the same', async () => {
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'shop.example' }]);
  const port = await listen(createTlsServer({ cert, key }, (_, response) => response.end()));
  expect((await run(watching({ http: `https://127.0.0.1:${port}/` }))).status).toBe('ok');
});
