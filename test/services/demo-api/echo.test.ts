import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocket } from 'ws';
import { demoApi } from '../../../services/demo-api/src/service';
import { serve } from '../in-process';

/** Opens a conversation with a pod; resolves with the socket and the greeting. */
async function converse(env: NodeJS.ProcessEnv = {}) {
  const service = await serve(demoApi, { LOG_LEVEL: 'silent', HOSTNAME: 'api-1', ...env });
  const { port } = service.app.server.address() as AddressInfo;
  const socket = new WebSocket(`ws://127.0.0.1:${port}/api/v1/echo`);
  const closed = once(socket, 'close') as Promise<[code: number, reason: Buffer]>;
  const [greeting] = (await once(socket, 'message')) as [Buffer];
  return { service, socket, closed, greeting: JSON.parse(String(greeting)) as Record<string, unknown> };
}

test('it says which pod answered, and then all that it hears', async () => {
  const { socket, greeting } = await converse();
  expect(greeting).toMatchObject({ service: 'demo-api', pod: 'api-1' });
  for (const sent of ['hello', 'äöü 👋']) {
    socket.send(sent);
    const [heard, isBinary] = (await once(socket, 'message')) as [Buffer, boolean];
    expect([String(heard), isBinary]).toEqual([sent, false]);
  }
  socket.send(Buffer.from([0, 1, 255]));
  expect(await once(socket, 'message')).toEqual([Buffer.from([0, 1, 255]), true]);
  socket.close();
});

test('a stop ends it with 1001, and does not wait longer than that takes', async () => {
  const { service, closed } = await converse();
  const begin = performance.now();
  expect(await service.stop({ delayMs: 0 })).toBe('finished');
  expect((await closed)[0]).toBe(1001);
  expect(performance.now() - begin).toBeLessThan(1500);
});

test('while proxies hear of a stop it goes on', async () => {
  const { service, socket, closed } = await converse();
  const stopped = service.stop({ delayMs: 300 });
  socket.send('still there?');
  expect(String(((await once(socket, 'message')) as [Buffer])[0])).toBe('still there?');
  await stopped;
  expect((await closed)[0]).toBe(1001);
});

test('a client that does not answer the end does not hold up a stop', async () => {
  const { service, socket } = await converse();
  socket.pause();
  const begin = performance.now();
  expect(await service.stop({ delayMs: 0 })).toBe('finished');
  expect(performance.now() - begin).toBeLessThan(5000);
  socket.terminate();
});

test('a message that is too long ends it with 1009', async () => {
  const { socket, closed } = await converse();
  socket.send('x'.repeat(4097));
  expect((await closed)[0]).toBe(1009);
});

test('without an upgrade it is a coded 400 that says what is missing', async () => {
  const { ask } = await serve(demoApi, { LOG_LEVEL: 'silent' });
  const { status, json } = await ask('/api/v1/echo');
  expect([status, json['code']]).toEqual([400, 'INVALID_REQUEST']);
});
