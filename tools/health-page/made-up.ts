/** A stack that does not exist, on a bad day: one replica of the database lags, one node of Redis is away. */
import type { Snapshot } from '../../services/health-sidecar/src/snapshot';

const schedule = { intervalSeconds: 5, timeoutSeconds: 2, staleSeconds: 45, maxBackoffSeconds: 30 };

const seen = (
  name: string,
  status: 'ok' | 'degraded' | 'down',
  facts: Readonly<Record<string, unknown>>,
  more: Partial<Snapshot> = {},
): Snapshot => ({
  ...{ name, status, schedule, reason: undefined, scope: 'shared', neededAtStart: true, hasAnswered: true },
  reading: { status, facts },
  ageSeconds: 1.4 + (name.length % 4),
  last: { outcome: 'ok', seconds: 0.004 },
  runs: { ok: 5120, error: 3, timeout: 1 },
  ...more,
});

export const SNAPSHOTS: readonly Snapshot[] = [
  seen('app', 'ok', { latency_ms: 4.2, http_status: 200 }, { scope: 'pod' }),
  seen('database', 'ok', { latency_ms: 1.8, pool_size: 20, checked_out: 7 }),
  seen(
    'replication',
    'degraded',
    {
      primary: 'shop-postgres-0',
      expected_replicas: 2,
      replicas: {
        'shop-postgres-1': { status: 'streaming', lag_seconds: 0, lag_bytes: 0 },
        'shop-postgres-2': { status: 'lagging', lag_seconds: 12.4, lag_bytes: 48_300_000 },
      },
    },
    { reason: 'one of 2 replicas lags by more than 5 s' },
  ),
  seen(
    'redis',
    'degraded',
    {
      latency_ms: 0.6,
      hit_ratio: 0.974,
      shards: [
        { master: 'shop-redis-0', slots: [[0, 5460]], replicas: 1, keys: 48_211, memory_used_bytes: 61_200_000 },
        { master: 'shop-redis-1', slots: [[5461, 10_922]], replicas: 0, keys: 48_007, memory_used_bytes: 60_800_000 },
        { master: 'shop-redis-2', slots: [[10_923, 16_383]], replicas: 1, keys: 48_390, memory_used_bytes: 61_500_000 },
      ],
    },
    { reason: 'shop-redis-1 has no replica that hears it' },
  ),
  seen(
    'system',
    'ok',
    {
      cpu_percent: 37,
      memory_percent: 61,
      memory_working_set_bytes: 319_815_680,
      memory_limit_bytes: 536_870_912,
      load_average: [1.21, 0.94, 0.88],
    },
    { scope: 'pod' },
  ),
  seen('certificates', 'ok', { days_left: 61 }, { scope: 'pod', neededAtStart: false }),
];
