import { PATHS } from '@scaleout/health-contract';
import { ofPod, snapshot } from '../snapshots';
import { BEARER, serveHealth } from './serve';

const everywhere = Object.values(PATHS);

describe('probes', () => {
  test('say what is judged, as it is at that moment', async () => {
    const { ask, world } = await serveHealth();
    expect(await ask(PATHS.liveness)).toMatchObject({ status: 200, json: { status: 'live' } });
    expect(await ask(PATHS.startup)).toMatchObject({ status: 200, json: { status: 'started', waiting_for: [] } });
    expect(await ask(PATHS.readiness)).toMatchObject({ status: 200, json: { status: 'ready', reasons: [] } });

    world.snapshots = [ofPod({ name: 'app' }), snapshot({ name: 'database', status: 'down' })];
    world.overdueSeconds = 3;
    expect(await ask(PATHS.liveness)).toMatchObject({ status: 503, json: { status: 'stuck' } });
    expect(await ask(PATHS.startup)).toMatchObject({ status: 200 });
    expect(await ask(PATHS.readiness)).toMatchObject({ status: 200, json: { status: 'degraded' } });

    world.configuration = { readiness: 'strict' };
    expect(await ask(PATHS.readiness)).toMatchObject({ status: 503, json: { status: 'not_ready' } });

    world.isDraining = true;
    expect(await ask(PATHS.readiness)).toMatchObject({ status: 503, json: { status: 'draining' } });
  });

  test('are not written to the log', async () => {
    const { ask, logged } = await serveHealth();
    await ask(PATHS.liveness);
    await ask('/nothing');
    expect(logged).toEqual([]);
  });
});

describe('what the token opens', () => {
  test('deep tells every component', async () => {
    const { ask } = await serveHealth();
    expect(await ask(PATHS.deep, BEARER)).toMatchObject({
      status: 200,
      json: { status: 'ok', components: { app: { status: 'ok' }, database: { status: 'ok', pool_size: null } } },
    });
  });

  test('replication is a coded 404 where it is not watched', async () => {
    const { ask, world } = await serveHealth();
    expect(await ask(PATHS.replication, BEARER)).toMatchObject({ status: 404, json: { code: 'NOT_CONFIGURED' } });
    world.snapshots = [snapshot({ name: 'replication' })];
    expect(await ask(PATHS.replication, BEARER)).toMatchObject({ status: 200, json: { status: 'ok' } });
  });

  test('info tells who answers, and how often it looks', async () => {
    const { ask } = await serveHealth();
    expect((await ask(PATHS.info, BEARER)).json).toMatchObject({
      ...{ stack: 'my-shop', pod: 'my-shop-backend-1', node: 'node-7', version: '1.2.3', readiness: 'fail-open' },
      collectors: [{ name: 'app', scope: 'pod', interval_seconds: 5 }, { name: 'database' }],
    });
  });
});

describe('every answer', () => {
  test.each(everywhere)('at %s is kept nowhere, and lets nothing run or be framed', async (path) => {
    const { ask } = await serveHealth();
    const { status, headers } = await ask(path, BEARER);
    expect([200, 404]).toContain(status);
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringMatching(/default-src 'none'.*frame-ancestors 'none'/) as unknown,
    });
    expect(Object.keys(headers)).not.toEqual(expect.arrayContaining(['server', 'x-powered-by']));
  });

  test.each(everywhere)('at %s is the same to HEAD, without the body', async (path) => {
    const { ask } = await serveHealth();
    const head = await ask(path, BEARER, 'HEAD');
    const get = await ask(path, BEARER);
    expect(head.status).toBe(get.status);
    expect(head.headers['content-type']).toBe(get.headers['content-type']);
    expect(head.body).toBe('');
    expect(Number(head.headers['content-length'])).toBeGreaterThan(0);
  });

  test('carries the id of the request, or one of its own', async () => {
    const { ask } = await serveHealth();
    expect((await ask('/nothing', { 'x-request-id': 'edge-42' })).json).toMatchObject({ requestId: 'edge-42' });
    expect((await ask('/nothing', { 'x-request-id': 'a b' })).json['requestId']).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('does not depend on the query', async () => {
    const { ask } = await serveHealth();
    expect((await ask(`${PATHS.liveness}?token=x`)).status).toBe(200);
    expect((await ask(`${PATHS.deep}?token=correct-horse-battery-staple`)).status).toBe(401);
  });
});

describe('what is refused', () => {
  const get = (path: string, ...lines: string[]) => [`GET ${path} HTTP/1.1`, 'Host: x', ...lines, '', ''].join('\r\n');

  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE', 'PATCH'])(
    '%s is a coded 405 that says what may be asked',
    async (method) => {
      const { ask } = await serveHealth();
      const { status, headers, json } = await ask(PATHS.readiness, {}, method);
      expect(status).toBe(405);
      expect(headers['allow']).toBe('GET, HEAD');
      expect(json).toMatchObject({ code: 'METHOD_NOT_ALLOWED' });
    },
  );

  const cases: readonly (readonly [string, string, number, string])[] = [
    ['an unknown path', get('/nothing'), 404, 'NOT_FOUND'],
    ['a path with a slash more', get(`${PATHS.liveness}/`), 404, 'NOT_FOUND'],
    ['a path in another spelling', get('/%61pi/v1/scaling/info'), 404, 'NOT_FOUND'],
    ['a name of every object', get('/__proto__'), 404, 'NOT_FOUND'],
    ['a body', get('/', 'Content-Length: 3') + 'abc', 413, 'BODY_NOT_ALLOWED'],
    ['a body in chunks', get('/', 'Transfer-Encoding: chunked') + '0\r\n\r\n', 413, 'BODY_NOT_ALLOWED'],
    [
      'a body that waits to be asked for',
      get('/', 'Content-Length: 99999999', 'Expect: 100-continue'),
      413,
      'BODY_NOT_ALLOWED',
    ],
    [
      'an expectation of its own with a body',
      get('/', 'Content-Length: 3', 'Expect: more') + 'abc',
      413,
      'BODY_NOT_ALLOWED',
    ],
    ['a long address', get(`/${'a'.repeat(3000)}`), 414, 'ADDRESS_TOO_LONG'],
    ['large headers', get('/', `X: ${'a'.repeat(9000)}`), 431, 'HEADERS_TOO_LARGE'],
    ['no host', 'GET / HTTP/1.1\r\n\r\n', 400, 'INVALID_REQUEST'],
    ['no HTTP', 'hello\r\n\r\n', 400, 'INVALID_REQUEST'],
    ['two lengths', get('/', 'Content-Length: 1', 'Content-Length: 2'), 400, 'INVALID_REQUEST'],
    ['a length and chunks', get('/', 'Content-Length: 1', 'Transfer-Encoding: chunked'), 400, 'INVALID_REQUEST'],
    ['a proxy', 'CONNECT db:5432 HTTP/1.1\r\nHost: db:5432\r\n\r\n', 405, 'METHOD_NOT_ALLOWED'],
    ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400, 'INVALID_REQUEST'],
  ];

  test.each(cases)('%s is a coded answer', async (_name, bytes, status, code) => {
    const { raw, ask } = await serveHealth();
    const text = await raw(bytes);
    expect(text).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    const body = JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1)) as Record<string, unknown>;
    expect(Object.keys(body)).toEqual(['code', 'message', 'requestId']);
    expect(body['code']).toBe(code);
    expect(text.toLowerCase()).toContain('cache-control: no-store');
    expect(text).not.toContain('100 Continue');
    expect((await ask(PATHS.liveness)).status).toBe(200);
  });

  test('the body of a refused request is not taken for the next one', async () => {
    const { raw } = await serveHealth();
    const smuggled = get(PATHS.liveness);
    const text = await raw(get('/', `Content-Length: ${smuggled.length}`) + smuggled);
    expect(text.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 413']);
  });

  test('an address with the host in it, as proxies send it, is none', async () => {
    const { raw } = await serveHealth();
    expect(await raw(get(`http://sidecar:9100${PATHS.liveness}`))).toMatch(/^HTTP\/1.1 200 /);
  });

  test('a fault of its own is a coded 500 that tells nothing, and the log does', async () => {
    const { ask, world, logged } = await serveHealth();
    Object.defineProperty(world, 'snapshots', {
      get: () => {
        throw new Error('hunter2 at /app/index.js');
      },
    });
    const { status, json, body } = await ask(PATHS.readiness);
    expect(status).toBe(500);
    expect(json).toMatchObject({ code: 'INTERNAL' });
    expect(body).not.toMatch(/hunter2|index\.js/);
    expect(logged.join()).toContain('hunter2');
    expect((await ask(PATHS.liveness)).status).toBe(200);
  });
});

test('what closes answers no more, and lets no connection stay', async () => {
  const { ask, close } = await serveHealth();
  await ask(PATHS.liveness);
  await close();
  await expect(ask(PATHS.liveness)).rejects.toThrow('ECONNREFUSED');
});
