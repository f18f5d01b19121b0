import { defineService } from '@scaleout/runtime';
import { serve } from '../in-process';

const failing = defineService({
  name: 'failing',
  version: '1.0.0',
  port: 0,
  env: {},
  register: (app) => {
    app.get('/fail', () => {
      throw new Error('password=hunter2 at /secret/path.js');
    });
    app.post('/body', (request, reply) => reply.send(request.body));
  },
});

const env = { HOSTNAME: 'pod-1' };
const probes = ['/health/live', '/health/startup', '/health/ready', '/health'];

describe('probes', () => {
  test('before the service has started it is live, and neither started nor ready', async () => {
    const { ask } = await serve(failing, env, { listenOnly: true });
    const answers = await Promise.all(probes.map((path) => ask(path)));
    expect(answers.map(({ status }) => status)).toEqual([200, 503, 503, 503]);
  });

  test('once it listens all are good, and the summary says who it is', async () => {
    const { ask } = await serve(failing, env);
    const answers = await Promise.all(probes.map((path) => ask(path)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(answers[3]?.json).toMatchObject({ status: 'ready', service: 'failing', version: '1.0.0', pod: 'pod-1' });
  });

  test('do not fill the log', async () => {
    const { ask, logged } = await serve(failing, env);
    await ask('/health/live');
    expect(logged()).toEqual([]);
  });
});

describe('errors', () => {
  test('an unexpected error becomes a coded 500 that tells nothing of the inside, which the log does', async () => {
    const { ask, logged } = await serve(failing, env);
    const { status, body, json } = await ask('/fail');
    expect(status).toBe(500);
    expect(json).toMatchObject({ code: 'INTERNAL' });
    expect(Object.keys(json)).toEqual(['code', 'message', 'requestId']);
    expect(body).not.toMatch(/hunter2|path\.js|at \//);
    expect(logged().find(({ msg }) => msg === 'request failed')).toMatchObject({
      requestId: json['requestId'],
      err: { message: expect.stringContaining('hunter2') as unknown },
    });
  });

  test('an unknown path is a coded 404 that does not repeat the query', async () => {
    const { ask } = await serve(failing, env);
    const { status, json } = await ask('/nothing?token=hunter2');
    expect(status).toBe(404);
    expect(json).toMatchObject({ code: 'NOT_FOUND', message: 'There is nothing at GET /nothing' });
  });

  test.each([
    ['an address that cannot be decoded', '/%zz', {}],
    ['a body that is no JSON', '/body', { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } }],
  ])('%s is a coded 400', async (_name, path, question) => {
    const { ask } = await serve(failing, env);
    const { status, json, headers } = await ask(path, question);
    expect(status).toBe(400);
    expect(json).toMatchObject({ code: 'INVALID_REQUEST' });
    expect(headers['x-request-id']).toBe(json['requestId']);
  });
});

describe('request ids', () => {
  test('a harmless id of the caller is kept', async () => {
    const { ask } = await serve(failing, env);
    expect((await ask('/', { headers: { 'x-request-id': 'edge-42.a_b' } })).headers['x-request-id']).toBe(
      'edge-42.a_b',
    );
  });

  test.each(['x'.repeat(129), 'a b', '{"level":"fatal"}', ''])('%j is replaced', async (id) => {
    const { ask } = await serve(failing, env);
    expect((await ask('/', { headers: { 'x-request-id': id } })).headers['x-request-id']).toMatch(/^[\da-f-]{36}$/);
  });
});

test('the log has one JSON line a request, without the query', async () => {
  const { ask, logged, stop } = await serve(failing, env);
  await ask('/nothing?token=hunter2');
  // The line is written when the answer is out, which the client may see first; after a stop all lines are there.
  await stop({ delayMs: 0 });
  const line = {
    level: 'info',
    service: 'failing',
    pod: 'pod-1',
    method: 'GET',
    path: '/nothing',
    status: 404,
    msg: 'request',
  };
  expect(logged()).toEqual([expect.objectContaining(line)]);
  expect(JSON.stringify(logged())).not.toContain('hunter2');
});

test('connections outlive the 60 seconds for which most proxies keep theirs', async () => {
  const { ask } = await serve(failing, env);
  const { headers } = await ask('/health/live', { headers: { connection: 'keep-alive' } });
  expect(Number(/timeout=(\d+)/.exec(String(headers['keep-alive']))?.[1])).toBeGreaterThan(60);
});
