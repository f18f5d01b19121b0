import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { PATHS } from '@scaleout/health-contract';
import { start } from '../../child';
import { readExposition } from './exposition';
import { ask, serveHealth, type Serving } from './serve';

jest.setTimeout(30_000);

const GET = `GET ${PATHS.liveness} HTTP/1.1\r\nHost: x\r\n\r\n`;
const times = { arrivalMs: 300, keepAliveMs: 300, unreadMs: 300 };

const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});

const open = async ({ port }: Serving): Promise<Socket> => {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  sockets.push(socket);
  await once(socket, 'connect');
  return socket;
};
const request = async (socket: Socket): Promise<string> => {
  socket.write(GET);
  const [chunk] = (await once(socket, 'data')) as [Buffer];
  return chunk.toString();
};
const connectionsOf = async ({ ask: own }: Serving): Promise<number> =>
  readExposition((await own(PATHS.metrics)).body).get('my_shop_sidecar_http_connections')?.samples[0]?.value ?? NaN;

describe('when one connection more comes than there may be', () => {
  const configuration = { limits: { connections: 8 } };

  test('the one goes that has been without a request for longest, and the new one is answered', async () => {
    const serving = await serveHealth({ configuration });
    const first = await open(serving);
    const others: Socket[] = [];
    for (let i = 0; i < 7; i += 1) others.push(await open(serving));
    expect(await request(first)).toMatch(/200 OK/);
    const gone = once(others[0] as Socket, 'close');

    expect((await serving.ask(PATHS.liveness)).status).toBe(200);

    await gone;
    expect(await request(first)).toMatch(/200 OK/);
    expect((await serving.ask(PATHS.metrics)).body).toContain('sidecar_http_refused_total{reason="connections"}');
  });

  test('there are never more', async () => {
    const serving = await serveHealth({ configuration });
    for (let i = 0; i < 100; i += 1) await open(serving);
    expect(await connectionsOf(serving)).toBeLessThanOrEqual(8);
  });
});

describe('a connection ends', () => {
  test('when a request does not arrive, with a coded 408', async () => {
    const serving = await serveHealth({}, times);
    const socket = await open(serving);
    let text = '';
    socket.on('data', (chunk) => (text += chunk.toString()));
    socket.write('GET / HTTP/1.1\r\nX: ');
    const drip = setInterval(() => socket.write('y'), 50);
    await once(socket, 'close');
    clearInterval(drip);
    expect(text).toMatch(/^HTTP\/1.1 408 /);
    expect(text).toContain('"REQUEST_TIMEOUT"');
  });

  test('when nothing is ever sent', async () => {
    const socket = await open(await serveHealth({}, times));
    socket.resume();
    await once(socket, 'close');
  });

  test('when it has been idle for long between two requests', async () => {
    const socket = await open(await serveHealth({}, times));
    expect(await request(socket)).toMatch(/200 OK/);
    socket.resume();
    await once(socket, 'close');
  });

  test('when too much is asked at once', async () => {
    const serving = await serveHealth();
    const socket = await open(serving);
    socket.resume();
    socket.write('GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(100));
    await once(socket, 'close');
    const isTold = async () =>
      (await serving.ask(PATHS.metrics)).body.includes('refused_total{reason="pipelining"} 1\n');
    while (!(await isTold()));
  });

  test('and is forgotten: none is left over of those that came and went', async () => {
    const serving = await serveHealth();
    for (let i = 0; i < 50; i += 1) {
      const socket = await open(serving);
      if (i % 2 === 0) socket.end('GET / HTTP/1.1\r\n');
      else socket.resetAndDestroy();
    }
    while ((await connectionsOf(serving)) > 1);
  });
});

test('a few requests that are sent at once are answered in their order', async () => {
  const { raw } = await serveHealth();
  const text = await raw(GET + GET.replace(PATHS.liveness, PATHS.metrics) + GET.replace(PATHS.liveness, '/nothing'));
  expect(text.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 200', 'HTTP/1.1 404']);
});

describe('a probe is answered within a second', () => {
  test.each(['idle', 'slow', 'unread', 'pipelining', 'flood', 'halfOpen'])(
    'among clients that are %s',
    async (KIND) => {
      const serving = await serveHealth();
      const load = start('test/services/health-sidecar/http/load.ts', { KIND, PORT: String(serving.port) });
      await load.line(/there/);
      const took: number[] = [];
      for (let i = 0; i < 30; i += 1) {
        const began = performance.now();
        expect((await ask(serving.port, PATHS.readiness)).status).toBe(200);
        took.push(performance.now() - began);
      }
      // Of a machine that is busy with other tests a few may be late; a server that is held up answers none in time.
      const inTime = took.filter((ms) => ms < 1000);
      expect(inTime.length).toBeGreaterThanOrEqual(27);
      expect(await connectionsOf(serving)).toBeLessThanOrEqual(256);
    },
  );
});
