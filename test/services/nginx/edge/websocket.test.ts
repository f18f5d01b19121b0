import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { until } from '../../redis/cluster';
import { describeNginx } from '../describe';
import { startPods } from '../pods';
import { ask, ready, say, statuses } from './client';
import { startEdge, type TestRoute } from './edge';

jest.setTimeout(30_000);

const routes: readonly TestRoute[] = [
  { path: '/', to: 'app' },
  { path: '/ws/', to: 'app', policy: { websocket: true } },
];
const open = async (finishSeconds = 20) => {
  const [app] = await startPods('app');
  const props = { shutdown: { drainSeconds: 5, finishSeconds } };
  const edge = await startEdge({ props, routes }, { app: [app] });
  await ready(edge.url);
  return { app, edge };
};
const WANTED = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==' };

/** @returns the open connection, or the status of a refusal */
async function upgrade(url: string, headers: Record<string, string> = WANTED): Promise<Duplex | number> {
  const sent = request(url, { headers }).end();
  return new Promise((done, fail) => {
    sent.once('error', fail);
    sent.once('upgrade', (_: IncomingMessage, socket: Duplex) => {
      socket.on('error', () => undefined);
      done(socket);
    });
    sent.once('response', (response) => {
      response.resume();
      done(response.statusCode ?? 0);
    });
  });
}
async function echoed(socket: Duplex | number, text: string): Promise<string> {
  if (typeof socket === 'number') throw new Error(`it was refused with ${socket}`);
  socket.write(text);
  return String((await once(socket, 'data'))[0]);
}

describeNginx('a WebSocket at the edge', () => {
  test('goes through where it may', async () => {
    const { app, edge } = await open();
    const socket = await upgrade(`${edge.url}/ws/a?b=1`);
    expect(await echoed(socket, 'ping')).toBe('ping');
    expect(app.requests.at(-1)).toMatchObject({
      url: '/ws/a?b=1',
      headers: { upgrade: 'websocket', connection: 'upgrade', 'x-forwarded-for': '127.0.0.1' },
    });
    (socket as Duplex).destroy();
  });

  test('is a plain request to the app where it may not', async () => {
    const { app, edge } = await open();
    expect(await upgrade(`${edge.url}/a`)).toBe(200);
    expect(app.requests.at(-1)?.headers).not.toHaveProperty('upgrade');
    expect(app.requests.at(-1)?.headers).toHaveProperty('sec-websocket-key');
  });

  test.each([
    ['h2c', { connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c', 'http2-settings': 'AAMAAABkAAQCAAAAAAIAAAAA' }],
    ['TLS', { connection: 'Upgrade', upgrade: 'TLS/1.2' }],
    ['a WebSocket or h2c', { ...WANTED, upgrade: 'websocket, h2c' }],
  ])('is the only upgrade: %s is none', async (_, headers) => {
    const { app, edge } = await open();
    for (const path of ['/a', '/ws/a']) {
      expect(await upgrade(`${edge.url}${path}`, headers)).toBe(200);
      expect(app.requests.at(-1)?.headers).not.toHaveProperty('upgrade');
      expect(String(app.requests.at(-1)?.headers['connection'])).not.toMatch(/upgrade/i);
    }
  });

  test('route keeps connections to the app alive for plain requests', async () => {
    const { app, edge } = await open();
    await ask(`${edge.url}/ws/a`);
    const before = app.connections();
    for (let index = 0; index < 10; index += 1) await ask(`${edge.url}/ws/a`);
    // One of each worker at most.
    expect(app.connections() - before).toBeLessThanOrEqual(1);
  });
});

describeNginx('an edge that is told to leave', () => {
  test('answers what is under way, takes nothing new, and ends', async () => {
    const { app, edge } = await open();
    app.behave({ delayMs: 500, body: 'late' });
    const late = ask(edge.url);
    await until('it is asked', () => app.requests.length > 1);
    const ended = edge.quit();
    expect((await late).body).toBe('late');
    await ended;
    await expect(ask(edge.url)).rejects.toThrow(/ECONNREFUSED/);
  });

  test('lets a WebSocket go on, and closes it after the time that it has', async () => {
    const { edge } = await open(2);
    const socket = await upgrade(`${edge.url}/ws/a`);
    expect(await echoed(socket, 'before')).toBe('before');
    const start = Date.now();
    const ended = edge.quit();
    await until('it takes nothing new', () =>
      ask(edge.url).then(
        () => false,
        () => true,
      ),
    );
    expect(await echoed(socket, 'after')).toBe('after');
    const closed = once(socket as Duplex, 'close').then(() => Date.now() - start);
    await ended;
    expect(await closed).toBeGreaterThan(1500);
  });

  test('does not wait for connections that are idle', async () => {
    const { edge } = await open();
    const idle = say(edge.port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await until('it is answered', () => edge.accessLog().split('\n').length > 2);
    await edge.quit();
    expect(statuses(await idle)).toEqual([200]);
  });
});
