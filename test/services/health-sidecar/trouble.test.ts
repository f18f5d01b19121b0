/** A server that goes between two looks is noticed by the end of its connection, and not an interval later. */
import type { Collector } from '../../../services/health-sidecar/src/collector';
import {
  databaseCollector,
  poolerCollector,
  replicationCollector,
} from '../../../services/health-sidecar/src/postgres';
import { Sampler } from '../../../services/health-sidecar/src/sampler';
import { describePgbouncer, describePostgres } from '../postgres-server/describe';
import { startPgbouncer } from '../postgres-server/pgbouncer';
import { until } from '../redis/cluster';
import { describeFlavours } from '../redis/flavours';
import { startNode, stopAll } from '../redis/servers';
import { APP, MONITOR, replicationOf, startCluster, startPrimary } from './postgres/cluster';
import { readingOf } from './postgres/look';
import { configOf, threeShards, watched, watching } from './redis/world';

jest.setTimeout(60_000);

const log = { info: () => undefined, warn: () => undefined, error: () => undefined } as never;
/** So long that nothing is seen in the time of a test but by the end of a connection. */
const SCHEDULE = { intervalSeconds: 600, timeoutSeconds: 2, staleSeconds: 3600, maxBackoffSeconds: 600 };

const samplers: Sampler[] = [];
afterEach(async () => {
  await Promise.all(samplers.splice(0).map((each) => each.stop()));
  await stopAll();
});

/** Looks once, and gives the means to see what becomes of it. */
async function sampled(collector: Collector) {
  const sampler = new Sampler([collector], SCHEDULE, log);
  samplers.push(sampler);
  sampler.start();
  await until('it has looked', () => sampler.snapshots[0]?.status === 'ok');
  return {
    status: () => sampler.snapshots[0]?.status,
    looks: () => Object.values(sampler.snapshots[0]?.runs ?? {}).reduce((a, b) => a + b),
  };
}

/** How often it tells of trouble. */
function told(collector: Collector): () => number {
  let times = 0;
  collector.onTrouble?.(() => {
    times += 1;
  });
  return () => times;
}

describePostgres('Postgres', () => {
  test('a database that is killed is down at once', async () => {
    const primary = await startPrimary();
    const { host, port } = primary;
    const login = { user: APP.user, passwordFile: APP.passwordFile(), name: 'app' };
    const { status, looks } = await sampled(databaseCollector({ host, port, ...login }));
    await primary.kill();
    await until('it is down', () => status() === 'down', 1000);
    expect(looks()).toBe(2);
  });

  test('so is a member, whichever it is', async () => {
    const [primary, replica] = await startCluster(1);
    if (replica === undefined) throw new Error('there is one');
    const { status } = await sampled(replicationCollector(replicationOf([primary, replica])));
    await replica.kill();
    await until('it is seen', () => status() === 'degraded', 1000);
  });

  test('what it ends itself is no trouble, and neither is what a look finds', async () => {
    const primary = await startPrimary();
    const collector = replicationCollector(replicationOf([primary]));
    const times = told(collector);
    await readingOf(collector);
    await collector.close?.();
    await readingOf(collector);
    await primary.kill('SIGSTOP');
    const stuck = readingOf(collector);
    await primary.kill();
    expect((await stuck).status).toBe('down');
    expect(times()).toBe(0);
  });
});

describePgbouncer('PgBouncer', () => {
  test('a pooler that is killed is down at once', async () => {
    const primary = await startPrimary();
    const pooler = await startPgbouncer(primary, {
      users: { [MONITOR.user]: 'watching' },
      config: { stats_users: MONITOR.user },
    });
    const { host, port } = pooler;
    const login = { user: MONITOR.user, passwordFile: MONITOR.passwordFile() };
    const { status } = await sampled(poolerCollector({ host, port, ...login }));
    await pooler.kill();
    await until('it is down', () => status() === 'down', 1000);
  });
});

describeFlavours((flavour) => {
  test('a node of a cluster that is killed is seen at once', async () => {
    const { all } = await threeShards(flavour);
    const { status } = await sampled(watching(configOf(all)));
    await all[0]?.kill();
    await until('it is seen', () => status() === 'down', 1000);
  });

  test('a connection that the server ends is made anew, and nothing is down', async () => {
    const node = await startNode({ flavour, config: watched() });
    const mode = { mode: 'standalone', expected: undefined, depth: 'any-node' } as const;
    const { status, looks } = await sampled(watching(configOf([node], mode)));
    await node.call('CLIENT', 'KILL', 'USER', 'monitor');
    await until('it has looked again', () => looks() === 2, 1000);
    expect(status()).toBe('ok');
  });

  test('what it ends itself is no trouble, and neither is what a look finds', async () => {
    const node = await startNode({ flavour, config: watched() });
    const collector = watching(configOf([node], { mode: 'standalone', expected: undefined, depth: 'any-node' }));
    const times = told(collector);
    await readingOf(collector);
    await collector.close?.();
    // The server has seen it go, and so has this side.
    await until('it is gone', async () => !String(await node.call('CLIENT', 'LIST')).includes('user=monitor'));
    await readingOf(collector);
    await node.kill('SIGSTOP');
    const refused = expect(readingOf(collector)).rejects.toThrow('it closed the connection');
    await node.kill();
    await refused;
    expect(times()).toBe(0);
  });
});
