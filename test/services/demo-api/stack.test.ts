import { randomUUID } from 'node:crypto';
import { demoApi } from '../../../services/demo-api/src/service';
import { startCluster } from '../health-sidecar/postgres/cluster';
import { serve } from '../in-process';
import type { Postgres } from '../postgres-server/postgres';
import { freePort } from '../redis/addresses';
import { until } from '../redis/cluster';
import { describeServer } from '../redis/describe-server';
import { startNode, type RedisNode } from '../redis/servers';
import { databaseEnvOf } from './database';

const api = (env: NodeJS.ProcessEnv = {}) => serve(demoApi, { LOG_LEVEL: 'silent', HOSTNAME: 'api-1', ...env });

test('with nothing connected every part is none', async () => {
  const { ask } = await api();
  const none = { state: 'none' };
  expect((await ask('/api/v1/stack')).json).toMatchObject({ leader: none, replica: none, redis: none, session: none });
});

test('with everything away every part is unreachable, and the answer comes within a second', async () => {
  const port = String(await freePort('127.0.0.1'));
  const { ask } = await api({
    ...{ DATABASE_HOST: '127.0.0.1', DATABASE_PORT: port },
    ...{ REDIS_MODE: 'standalone', REDIS_CLUSTER_NODES: `127.0.0.1:${port}` },
  });
  const begin = performance.now();
  const { status, json } = await ask('/api/v1/stack');
  const away = { state: 'unreachable' };
  expect(status).toBe(200);
  expect(json).toMatchObject({ pod: 'api-1', leader: away, replica: away, redis: away });
  expect(performance.now() - begin).toBeLessThan(1000);
});

describeServer('the whole', ['postgres', 'redis'], () => {
  let primary: Postgres;
  let replica: Postgres;
  let redis: RedisNode;
  let env: NodeJS.ProcessEnv;
  beforeAll(async () => {
    [primary, replica] = (await startCluster(1)) as [Postgres, Postgres];
    redis = await startNode({ flavour: 'redis' });
    env = {
      ...databaseEnvOf(primary, replica),
      ...{ REDIS_MODE: 'standalone', REDIS_CLUSTER_NODES: `${redis.host}:${redis.port}` },
    };
  }, 60_000);
  afterEach(async () => {
    await primary.call('DROP TABLE IF EXISTS demo_notes', 'app');
    await redis.call('FLUSHALL');
  });

  const write = async ({ ask }: Pick<Awaited<ReturnType<typeof api>>, 'ask'>, text: string) => {
    const id = randomUUID();
    const headers = { 'content-type': 'application/json' };
    await ask('/api/v1/notes', { method: 'POST', headers, body: JSON.stringify({ id, text }) });
    await until('the replica has it', async () => (await ask(`/api/v1/notes/${id}`)).status === 200);
  };

  test('each part says who answered', async () => {
    const { ask } = await api(env);
    expect((await ask('/api/v1/stack')).json).toMatchObject({
      leader: { state: 'answered', server: primary.host, inRecovery: false },
      replica: { state: 'answered', server: replica.host, inRecovery: true },
      redis: { state: 'answered' },
      session: { state: 'answered', name: null },
    });
  });

  test('a summary is made once and then kept, for all pods, until its time is over', async () => {
    const [one, other] = [
      await api({ ...env, SUMMARY_CACHE_SECONDS: '1' }),
      await api({ ...env, SUMMARY_CACHE_SECONDS: '1', HOSTNAME: 'api-2' }),
    ];
    await write(one, 'first');
    const missed = await one.ask('/api/v1/summary');
    expect(missed.json).toMatchObject({
      ...{ cache: 'miss', count: 1, latest: { text: 'first' }, madeBy: 'api-1' },
      database: { server: replica.host, inRecovery: true },
    });
    await write(other, 'second');
    const hit = await other.ask('/api/v1/summary');
    expect(hit.json).toMatchObject({ pod: 'api-2', cache: 'hit', count: 1, madeBy: 'api-1' });
    await until('it is made anew', async () => (await other.ask('/api/v1/summary')).json['count'] === 2);
  });

  test('while Redis is away a summary is made each time, and says so', async () => {
    const { ask } = await api(env);
    await write({ ask }, 'first');
    await redis.kill('SIGSTOP');
    expect((await ask('/api/v1/summary')).json).toMatchObject({ cache: 'unavailable', count: 1 });
    await redis.kill('SIGCONT');
    await until('it is kept again', async () => (await ask('/api/v1/summary')).json['cache'] === 'hit');
  });
});
