/** Every PgBouncer that a name leads to, as its own console tells. */
import { lookup } from 'node:dns/promises';
import { sample } from '@scaleout/health-contract';
import type { Collector, Reading } from '../collector';
import type { Configuration } from '../configuration';
import { Trouble } from '../trouble';
import { connect, type Asker, type Connect } from './connection';
import { failureOf } from './failure';
import { askPooler, type Pooler, type Pools } from './pooler-console';
import { singleFlight, unlessAborted } from './waiting';

const SHARE = 0.8;

/** Finds the addresses of a name. */
export type Resolve = (host: string) => Promise<readonly string[]>;

const resolveAll: Resolve = async (host) => {
  try {
    return (await lookup(host, { all: true })).map(({ address }) => address);
  } catch (error) {
    throw failureOf(error);
  }
};

/** @param timeoutSeconds what a run may take; each pooler gets 80 % of it */
export function poolerCollector(
  config: NonNullable<Configuration['pooler']>,
  timeoutSeconds = 2,
  open: Connect = connect,
  resolve: Resolve = resolveAll,
): Collector {
  const trouble = new Trouble();
  const askers = new Map<string, Asker>();
  const find = singleFlight(() => resolve(config.host));
  return {
    name: 'pooler',
    scope: 'shared',
    schedule: { timeoutSeconds },
    whenFailed: { facts: { poolers: {}, pool_size: null, checked_out: null } },
    onTrouble: trouble.listen,
    collect: async (signal) => {
      const addresses = [...new Set(await unlessAborted(signal, find()))];
      for (const [address, asker] of askers) {
        if (addresses.includes(address)) continue;
        asker.drop();
        askers.delete(address);
      }
      const poolers = await Promise.all(
        addresses.map((address) => {
          const asker = askers.get(address) ?? open({ ...config, host: address, database: 'pgbouncer' }, trouble.tell);
          askers.set(address, asker);
          return askPooler(address, asker, signal, timeoutSeconds * 1000 * SHARE);
        }),
      );
      return readingOf(poolers);
    },
    close: () => {
      for (const asker of askers.values()) asker.drop();
      askers.clear();
    },
  };
}

export function readingOf(poolers: readonly Pooler[]): Reading {
  const up = poolers.flatMap(({ pools }) => (pools === undefined ? [] : [pools]));
  // Of a part the sum would look like the whole.
  const sum = (number: (pools: Pools) => number) =>
    up.length === poolers.length && up.length > 0 ? up.reduce((total, each) => total + number(each), 0) : undefined;
  const size = sum(({ servers }) => servers);
  const active = sum(({ servers_active }) => servers_active);
  return {
    ...healthOf(poolers),
    facts: {
      pool_size: size ?? null,
      checked_out: active ?? null,
      poolers: Object.fromEntries(poolers.map((each) => [each.address, factsOf(each)])),
    },
    samples: [
      ...poolers.flatMap(samplesOf),
      ...sample('db_pool_size', size, { pool: 'pooler' }),
      ...sample('db_pool_checked_out', active, { pool: 'pooler' }),
    ],
  };
}

function healthOf(poolers: readonly Pooler[]): Pick<Reading, 'status' | 'reason'> {
  const silent = poolers.flatMap((each) => (each.pools === undefined ? [`${each.address}: ${each.reason}`] : []));
  if (silent.length === poolers.length) return { status: 'down', reason: ['no pooler answers', ...silent].join('; ') };
  const paused = poolers.flatMap(({ address, pools }) =>
    pools === undefined || pools.paused.length === 0 ? [] : [`${address}: it holds back ${pools.paused.join(', ')}`],
  );
  const faults = [...silent, ...paused];
  return faults.length === 0 ? { status: 'ok' } : { status: 'degraded', reason: faults.join('; ') };
}

function samplesOf({ address: pooler, pools }: Pooler) {
  const up = sample('pooler_up', pools !== undefined, { pooler });
  if (pools === undefined) return up;
  return [
    ...up,
    ...sample('pooler_clients', pools.clients_active, { pooler, state: 'active' }),
    ...sample('pooler_clients', pools.clients_waiting, { pooler, state: 'waiting' }),
    ...sample('pooler_max_wait_seconds', pools.max_wait_seconds, { pooler }),
  ];
}

const factsOf = (each: Pooler) =>
  each.pools === undefined
    ? { answers: false, reason: each.reason }
    : { answers: true, latency_ms: Math.round(each.latencySeconds * 1e5) / 100, ...each.pools };
