/** A Redis Cluster of real servers, watched by a user that may do nothing else. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MONITOR_RIGHTS } from '@scaleout/health-contract';
import type { Collector, Reading } from '../../../../services/health-sidecar/src/collector';
import type { Configuration } from '../../../../services/health-sidecar/src/configuration';
import { redisCollector } from '../../../../services/health-sidecar/src/redis';
import { formCluster, startNodes } from '../../redis/cluster';
import type { Flavour } from '../../redis/flavours';
import type { RedisNode } from '../../redis/servers';

export { valuesOf } from '../pod/run';

export type Config = NonNullable<Configuration['redis']>;

/** Seconds that a run may take here. */
export const TIMEOUT_SECONDS = 1.5;

const PASSWORD = 'of-the-monitor';
const folder = mkdtempSync(join(tmpdir(), 'monitor-'));
const collectors = new Set<Collector>();

afterEach(async () => {
  for (const collector of collectors) await collector.close?.();
  collectors.clear();
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** The file with the monitor's password. */
export function passwordFile(content: string = PASSWORD, name = 'password'): string {
  const file = join(folder, name);
  writeFileSync(file, `${content}\n`);
  return file;
}

/** Lines of redis.conf for a node that the monitor may look at. */
export const watched = (hostname?: string): Record<string, string> => ({
  user: `monitor on >${PASSWORD} ${MONITOR_RIGHTS.join(' ')}`,
  ...(hostname === undefined ? {} : { 'cluster-announce-hostname': hostname }),
});

/** Three shards of two: `shop-redis-0-0` is a master, `shop-redis-0-1` its replica. */
export interface Shards {
  readonly masters: readonly [RedisNode, RedisNode, RedisNode];
  readonly replicas: readonly [RedisNode, RedisNode, RedisNode];
  readonly all: readonly RedisNode[];
}

export async function threeShards(flavour: Flavour, nodeTimeoutMs = 1000): Promise<Shards> {
  const all = await startNodes(6, flavour, (index) => ({
    config: {
      ...watched(`shop-redis-${index % 3}-${Math.floor(index / 3)}.shop-redis-pods.shop.svc`),
      'cluster-node-timeout': nodeTimeoutMs,
    },
  }));
  const masters = all.slice(0, 3) as [RedisNode, RedisNode, RedisNode];
  const replicas = all.slice(3) as [RedisNode, RedisNode, RedisNode];
  await formCluster(
    masters,
    replicas.map((node, index) => [node, index] as const),
  );
  return { masters, replicas, all };
}

/** What the collector is told of some nodes; three shards with a replica each are expected. */
export const configOf = (nodes: readonly { host: string; port: number }[], more: Partial<Config> = {}): Config => ({
  mode: 'cluster',
  nodes: nodes.map(({ host, port }) => ({ host, port })),
  user: 'monitor',
  passwordFile: passwordFile(),
  expected: { shards: 3, replicasPerShard: 1 },
  depth: 'every-node',
  ...more,
});

/** A collector that is closed after the test. */
export function watching(config: Config, timeoutSeconds = TIMEOUT_SECONDS): Collector {
  const collector = redisCollector(config, { timeoutSeconds });
  collectors.add(collector);
  return collector;
}

/** One run as the sampler does it: with a deadline, which a run has to be over a second after. */
export async function run(collector: Collector, timeoutSeconds = TIMEOUT_SECONDS): Promise<Reading> {
  const deadline = new AbortController();
  const began = performance.now();
  const timer = setTimeout(() => {
    deadline.abort();
  }, timeoutSeconds * 1000);
  try {
    return await collector.collect(deadline.signal);
  } finally {
    clearTimeout(timer);
    expect(performance.now() - began).toBeLessThan((timeoutSeconds + 1) * 1000);
  }
}

/** Sockets of this process that are open. */
export const openSockets = (): number =>
  process.getActiveResourcesInfo().filter((name) => /^(TCPSocketWrap|TCPConnectWrap|TLSWrap)$/.test(name)).length;
