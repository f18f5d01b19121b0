import { demoApi } from '../../../services/demo-api/src/service';
import { serve } from '../in-process';
import { freePort } from '../redis/addresses';
import { describeFlavours } from '../redis/flavours';
import { startNode, type RedisNode } from '../redis/servers';

const api = (env: NodeJS.ProcessEnv = {}) => serve(demoApi, { LOG_LEVEL: 'warn', HOSTNAME: 'api-1', ...env });
type Api = Pick<Awaited<ReturnType<typeof api>>, 'ask'>;

const at = ({ host, port }: Pick<RedisNode, 'host' | 'port'>) => ({
  REDIS_MODE: 'standalone',
  REDIS_CLUSTER_NODES: `${host}:${port}`,
  REDIS_PATIENCE_SECONDS: '1',
});
const begin = ({ ask }: Api, body: unknown, cookie = '') =>
  ask('/api/v1/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(cookie === '' ? {} : { cookie }) },
    body: JSON.stringify(body),
  });
const cookieOf = ({ headers }: { headers: { 'set-cookie'?: string[] } }) => headers['set-cookie']?.[0] ?? '';
const pairOf = (answer: { headers: { 'set-cookie'?: string[] } }) => cookieOf(answer).split(';', 1)[0] ?? '';

test('without a Redis sessions are a coded 404 that says what is missing', async () => {
  const { json } = await begin(await api(), { name: 'ann' });
  expect(json).toMatchObject({ code: 'NOT_CONFIGURED' });
});

test('while Redis is away they are a coded 503', async () => {
  const running = await api(at({ host: '127.0.0.1', port: await freePort('127.0.0.1') }));
  const { status, json, headers } = await begin(running, { name: 'ann' });
  expect([status, json['code'], headers['set-cookie']]).toEqual([503, 'UNAVAILABLE', undefined]);
});

describeFlavours(
  (flavour) => {
    let env: NodeJS.ProcessEnv;
    let node: RedisNode;
    beforeEach(async () => {
      node = await startNode({ flavour });
      env = at(node);
    });

    test('one that a pod began is gone on with by another, and counts the requests of both', async () => {
      const [one, other] = [await api(env), await api({ ...env, HOSTNAME: 'api-2' })];
      const begun = await begin(one, { name: 'ann' });
      expect(begun.status).toBe(201);
      expect(begun.json).toMatchObject({ name: 'ann', requests: 1, pods: { 'api-1': 1 } });
      const cookie = pairOf(begun);
      await other.ask('/api/v1/session', { headers: { cookie } });
      const { status, json, headers } = await other.ask('/api/v1/session', { headers: { cookie } });
      expect([status, headers['cache-control']]).toEqual([200, 'no-store']);
      expect(json).toMatchObject({ pod: 'api-2', name: 'ann', requests: 3, pods: { 'api-1': 1, 'api-2': 2 } });
    });

    test('its cookie is hidden from scripts, other sites and plain connections, and Redis has no token that opens it', async () => {
      const begun = await begin(await api(env), { name: 'ann' });
      expect(cookieOf(begun)).toMatch(
        /^__Host-demo-session=[\w-]{43}; Max-Age=1800; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
      );
      const keys = (await node.call('KEYS', '*')) as string[];
      expect(keys).toHaveLength(1);
      expect(keys.join()).not.toContain(pairOf(begun).split('=')[1]);
      expect(Number(await node.call('TTL', keys[0] ?? ''))).toBeGreaterThan(1700);
    });

    test('it ends when it is deleted, and its cookie is taken back', async () => {
      const { ask } = await api(env);
      const cookie = pairOf(await begin({ ask }, { name: 'ann' }));
      const deleted = await ask('/api/v1/session', { method: 'DELETE', headers: { cookie } });
      expect(deleted.status).toBe(204);
      expect(cookieOf(deleted)).toContain('Expires=Thu, 01 Jan 1970');
      expect((await ask('/api/v1/session', { headers: { cookie } })).json).toMatchObject({ code: 'NOT_FOUND' });
      expect(await node.call('KEYS', '*')).toEqual([]);
    });

    test('a cookie that nobody was given opens nothing and leaves nothing behind', async () => {
      const { ask } = await api(env);
      const headers = { cookie: '__Host-demo-session=planted' };
      expect((await ask('/api/v1/session', { headers })).status).toBe(404);
      expect(await node.call('KEYS', '*')).toEqual([]);
    });

    test('a new one never has the token of the one before, which ends', async () => {
      const running = await api(env);
      const first = pairOf(await begin(running, { name: 'ann' }));
      const second = pairOf(await begin(running, { name: 'bob' }, first));
      expect(second).not.toBe(first);
      expect((await running.ask('/api/v1/session', { headers: { cookie: first } })).status).toBe(404);
    });

    test.each([[{}], [{ name: '' }], [{ name: 'x'.repeat(101) }], [{ name: 5 }]])(
      '%j begins none: a coded 400',
      async (body) => {
        const { status, json } = await begin(await api(env), body);
        expect([status, json['code']]).toEqual([400, 'INVALID_PARAMETER']);
      },
    );
  },
  ['redis'],
);
