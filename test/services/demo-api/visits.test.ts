import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from '@scaleout/runtime';
import { demoApi } from '../../../services/demo-api/src/service';
import { serve } from '../in-process';
import { freePort } from '../redis/addresses';
import { until } from '../redis/cluster';
import { describeFlavours } from '../redis/flavours';
import { startNode, type RedisNode } from '../redis/servers';

const api = (env: NodeJS.ProcessEnv = {}) =>
  serve(demoApi, { LOG_LEVEL: 'warn', HOSTNAME: 'api-1', APP_VERSION: '9.9.9', ...env });

const at = ({ host, port }: Pick<RedisNode, 'host' | 'port'>) => ({
  REDIS_MODE: 'standalone',
  REDIS_CLUSTER_NODES: `${host}:${port}`,
  REDIS_PATIENCE_SECONDS: '1',
});

test('without a Redis visits are a coded 404 that says what is missing', async () => {
  const { ask } = await api({ REDIS_MODE: 'cluster', REDIS_CLUSTER_NODES: '' });
  const { status, json } = await ask('/api/v1/visits');
  expect(status).toBe(404);
  expect(json).toMatchObject({
    code: 'NOT_CONFIGURED',
    message: 'Visits are not counted: REDIS_CLUSTER_NODES names no Redis',
  });
});

test('a Redis that is named wrongly is an error of the configuration', async () => {
  const wrong = api({ REDIS_MODE: 'sentinel', REDIS_CLUSTER_NODES: 'shop-redis' });
  await expect(wrong).rejects.toThrow(ConfigError);
  await expect(wrong).rejects.toThrow(`REDIS_MODE ("sentinel") must be 'cluster' or 'standalone'`);
});

describe.each(['cluster', 'standalone'])('while its %s is away', (REDIS_MODE) => {
  const away = async () => api({ ...at({ host: '127.0.0.1', port: await freePort('127.0.0.1') }), REDIS_MODE });

  test('the service is ready, and all that needs no Redis goes on', async () => {
    const { ask } = await away();
    const answers = await Promise.all(['/health/ready', '/api/v1/hello', '/api/v1/work?ms=1'].map((path) => ask(path)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  test('visits are a coded 503 once patience is over, and the log says why, once', async () => {
    const { ask, logged } = await away();
    const [first, second] = await Promise.all([ask('/api/v1/visits'), ask('/api/v1/visits')]);
    expect([first.status, second.status]).toEqual([503, 503]);
    expect(first.json).toMatchObject({ code: 'UNAVAILABLE', message: expect.stringContaining('Try again') as unknown });
    const lines = logged().filter(({ msg }) => msg === 'redis cannot be reached, trying again');
    expect(lines).toEqual([
      expect.objectContaining({ level: 'warn', reason: expect.stringContaining('ECONNREFUSED') as unknown }),
    ]);
  });

  test('a stop does not wait for it', async () => {
    const { ask, stop } = await away();
    const visit = ask('/api/v1/visits');
    await ask('/api/v1/hello');
    expect(await stop({ delayMs: 0 })).toBe('finished');
    expect((await visit).status).toBe(503);
  });
});

describeFlavours(
  (flavour) => {
    let folder: string;
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'visits-'));
    });
    afterEach(() => {
      rmSync(folder, { recursive: true });
    });

    test('visits are counted over all pods, and the answer is not cached', async () => {
      const REDIS_PASSWORD_FILE = join(folder, 'password');
      writeFileSync(REDIS_PASSWORD_FILE, 'hunter2\n');
      const env = { ...at(await startNode({ flavour, config: { requirepass: 'hunter2' } })), REDIS_PASSWORD_FILE };
      const [one, other] = [await api(env), await api({ ...env, HOSTNAME: 'api-2' })];
      await one.ask('/api/v1/visits');
      const { status, headers, json } = await other.ask('/api/v1/visits', { headers: { 'x-request-id': 'r-1' } });
      expect([status, headers['cache-control']]).toEqual([200, 'no-store']);
      expect(json).toEqual({ service: 'demo-api', version: '9.9.9', pod: 'api-2', requestId: 'r-1', visits: 2 });
    });

    test('they are counted again when Redis is back', async () => {
      const node = await startNode({ flavour });
      const { ask } = await api(at(node));
      expect((await ask('/api/v1/visits')).json).toMatchObject({ visits: 1 });
      await node.kill('SIGKILL');
      expect((await ask('/api/v1/visits')).status).toBe(503);
      await node.restart();
      await until('visits are counted', async () => (await ask('/api/v1/visits')).status === 200);
    });

    test('a visit that is under way when the service stops is still counted, and then Redis is left', async () => {
      const node = await startNode({ flavour });
      const { ask, stop } = await api(at(node));
      await ask('/api/v1/visits');
      await node.kill('SIGSTOP');
      const visit = ask('/api/v1/visits');
      await ask('/api/v1/hello');
      const stopped = stop({ delayMs: 0 });
      await node.kill('SIGCONT');
      expect((await visit).json).toMatchObject({ visits: 2 });
      expect(await stopped).toBe('finished');
      const clients = String(await node.call('CLIENT', 'LIST'))
        .trim()
        .split('\n');
      expect(clients).toHaveLength(1);
    });
  },
  ['redis'],
);
