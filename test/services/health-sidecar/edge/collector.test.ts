import fc from 'fast-check';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { CollectorError, type Collector, type Reading } from '../../../../services/health-sidecar/src/collector';
import { edgeCollector } from '../../../../services/health-sidecar/src/edge';
import { readStubStatus } from '../../../../services/health-sidecar/src/edge/stub-status';
import { until } from '../../redis/cluster';
import { run, valuesOf } from '../pod/run';
import { anyPage, FIGURES, written } from './written';

const servers: Server[] = [];
const sockets = new Set<Socket>();
const collectors: Collector[] = [];

afterEach(async () => {
  for (const collector of collectors.splice(0)) await collector.close?.();
  for (const socket of sockets) socket.destroy();
  for (const server of servers.splice(0)) server.close();
});

async function watching(server: Server): Promise<Collector> {
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  servers.push(server);
  const { port } = server.address() as AddressInfo;
  const collector = edgeCollector({ status: `http://127.0.0.1:${port}/nginx_status` });
  collectors.push(collector);
  return collector;
}
const answering = (answer: RequestListener) => watching(createServer(answer));

/** All that is told when there are no figures. */
function expectNoFigures({ whenFailed = {} }: Collector): void {
  expect(valuesOf(whenFailed)).toEqual({ edge_up: 0 });
  const { facts = {} } = whenFailed as Reading;
  expect(Object.keys(facts)).toHaveLength(8);
  expect(Object.values(facts).every((each) => each === null)).toBe(true);
}

test('its figures are told as facts and as values', async () => {
  const paths: (string | undefined)[] = [];
  const collector = await answering(({ url }, response) => {
    paths.push(url);
    response.end(written(FIGURES));
  });
  const reading = await run(collector);
  expect(reading).toMatchObject({
    status: 'ok',
    facts: {
      ...{ connections_active: 291, connections_reading: 6, connections_writing: 179, connections_waiting: 106 },
      ...{ connections_accepted: 16_630_948, connections_handled: 16_630_940, requests: 31_070_465 },
      latency_ms: expect.any(Number) as number,
    },
  });
  expect(valuesOf(reading)).toEqual({
    ...{ edge_up: 1, 'edge_connections{active}': 291, 'edge_connections{reading}': 6 },
    ...{ 'edge_connections{writing}': 179, 'edge_connections{waiting}': 106 },
    ...{ edge_connections_accepted_total: 16_630_948, edge_connections_handled_total: 16_630_940 },
    edge_requests_total: 31_070_465,
  });
  expect(paths).toEqual(['/nginx_status']);
});

test.each([204, 301, 403, 404, 500, 503])('an answer of %d has no figures, whatever is in it', async (status) => {
  const collector = await answering((_, response) => response.writeHead(status).end(written(FIGURES)));
  await expect(run(collector)).rejects.toMatchObject({ reason: `answers ${status} when it is asked for its figures` });
  expectNoFigures(collector);
});

test('another page has no figures', async () => {
  const collector = await answering((_, response) => response.end('<h1>Welcome to nginx!</h1>'));
  await expect(run(collector)).rejects.toMatchObject({ reason: 'answers something else than its figures' });
  expectNoFigures(collector);
});

test('a number that is not known is left out, and the others are told', async () => {
  const page = written(FIGURES).replace('Waiting: 106', 'Waiting: 18446744073709551615');
  const reading = await run(await answering((_, response) => response.end(page)));
  expect(reading).toMatchObject({ status: 'ok', facts: { connections_waiting: null, connections_writing: 179 } });
  expect(valuesOf(reading)).not.toHaveProperty(['edge_connections{waiting}']);
});

test('of an answer without end no more is read than its page could have, and its connection is closed', async () => {
  const collector = await answering((_, response) => {
    const write = () => {
      while (response.write(written(FIGURES)));
    };
    response.on('drain', write);
    write();
  });
  await expect(run(collector)).rejects.toMatchObject({ reason: 'answers something else than its figures' });
  await until('its connection is closed', () => sockets.size === 0);
});

test.each<[string, RequestListener]>([
  ['no answer', () => undefined],
  ['half an answer', (_, response) => response.write(written(FIGURES).slice(0, 80))],
  ['all of an answer but its end', (_, response) => response.write(written(FIGURES))],
])('%s is let go at the deadline', async (_, answer) => {
  const collector = await answering(answer);
  await expect(run(collector, 100)).rejects.toMatchObject({ reason: 'does not answer in time' });
  await until('its connection is closed', () => sockets.size === 0);
});

test('one connection serves all looks', async () => {
  const ports = new Set<number | undefined>();
  const collector = await answering(({ socket }, response) => {
    ports.add(socket.remotePort);
    response.end(written(FIGURES));
  });
  for (let i = 0; i < 5; i += 1) expect((await run(collector)).status).toBe('ok');
  expect(ports.size).toBe(1);
});

/** What came of a look: the reading, or that it failed with words. */
const lookOf = (collector: Collector) =>
  run(collector, 500).catch((error: unknown) => {
    if (error instanceof CollectorError) return undefined;
    throw error;
  });

test('whatever the page is, figures are told only of a right one', async () => {
  let page = '';
  const collector = await answering((_, response) => response.end(page));
  await fc.assert(
    fc.asyncProperty(anyPage, async (each) => {
      page = each;
      const told = readStubStatus(Buffer.from(each).toString('latin1'));
      const reading = await lookOf(collector);
      expect(reading?.facts?.['requests']).toBe(told === undefined ? undefined : (told.requests ?? null));
    }),
    { numRuns: 300 },
  );
});

test('whatever bytes are answered, it is down and nothing is left open', async () => {
  let bytes: Uint8Array = Buffer.alloc(0);
  const collector = await watching(createTcpServer((socket) => socket.resume().end(bytes)));
  const start = fc.constantFrom(
    '',
    'HTTP/1.1 ',
    'HTTP/1.1 200 OK\r\n',
    'HTTP/1.1 200 OK\r\ncontent-length: 300\r\n\r\n',
  );
  await fc.assert(
    fc.asyncProperty(start, fc.uint8Array(), async (text, rest) => {
      bytes = Buffer.concat([Buffer.from(text), rest]);
      expect(await lookOf(collector)).toBeUndefined();
    }),
    { numRuns: 200 },
  );
  await until('nothing is left open', () => sockets.size === 0);
});
