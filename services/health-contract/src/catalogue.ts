/**
 * Every metric, once: the sidecar exports them, dashboards and rules refer to them, and an unknown name or label does not compile. On
 * the wire each name stands after the stack's prefix: `fastnext_replication_lag_seconds`. Names and labels are public.
 */

export type MetricType = 'gauge' | 'counter';
/** Base units, as Prometheus asks for; `percent` where the reference's own name says so. */
export type MetricUnit = 'seconds' | 'bytes' | 'percent' | 'ratio' | 'boolean' | 'timestamp' | 'cores' | 'none';

/** What a metric is. */
export interface MetricDefinition {
  readonly type: MetricType;
  readonly unit: MetricUnit;
  readonly help: string;
  readonly labels: readonly string[];
}

const gauge = <const L extends readonly string[]>(unit: MetricUnit, help: string, labels: L) =>
  ({ type: 'gauge', unit, help, labels }) as const;
const counter = <const L extends readonly string[]>(unit: MetricUnit, help: string, labels: L) =>
  ({ type: 'counter', unit, help, labels }) as const;

/** The catalogue. A metric whose value is not known is left out; it is never 0 instead. */
export const METRICS = {
  // The sampler itself.
  component_status: gauge('boolean', 'The status of a component: 1 for the one it has, 0 for the others.', [
    'component',
    'status',
  ]),
  collector_success: gauge('boolean', 'Whether the last run of a collector ended in time and without an error.', [
    'collector',
  ]),
  collector_age_seconds: gauge('seconds', 'Time since the reading of a collector was taken.', ['collector']),
  collector_duration_seconds: gauge('seconds', 'How long the last run of a collector took.', ['collector']),
  collector_runs_total: counter('none', 'Runs of a collector, by how they ended: ok, error, timeout.', [
    'collector',
    'result',
  ]),
  errors_total: counter(
    'none',
    'Failed checks of a component since the sidecar started or its configuration changed.',
    ['component'],
  ),

  // The app container.
  app_up: gauge('boolean', 'Whether the app answered the last time it was asked.', []),
  app_latency_seconds: gauge('seconds', 'How long the app took to answer.', []),

  // The edge: what an nginx counts itself, from its start.
  edge_up: gauge('boolean', 'Whether nginx told its figures the last time it was asked.', []),
  edge_connections: gauge(
    'none',
    'Connections of clients to nginx, by state: active is all of them, and reading, writing and waiting are parts of it.',
    ['state'],
  ),
  edge_connections_accepted_total: counter('none', 'Connections that nginx has accepted.', []),
  edge_connections_handled_total: counter(
    'none',
    'Of these, the ones that it had room for; the rest it closed at once.',
    [],
  ),
  edge_requests_total: counter('none', 'Requests of clients to nginx.', []),

  // The database, as the pod reaches it.
  database_up: gauge('boolean', 'Whether the database answered the last time it was asked.', []),
  database_latency_seconds: gauge('seconds', 'How long the database took to answer one statement.', []),
  db_pool_size: gauge('none', "Connections there are: of this pod's own pool, or of the pooler to the database.", [
    'pool',
  ]),
  db_pool_checked_out: gauge('none', 'Of these, the ones that are in use.', ['pool']),

  // Postgres, seen from every member.
  postgres_member_up: gauge('boolean', 'Whether a member answered.', ['member']),
  postgres_member_primary: gauge('boolean', 'Whether a member takes writes.', ['member']),
  postgres_primaries: gauge('none', 'Members that take writes: 1 when all is well.', []),
  postgres_replicas_expected: gauge('none', 'Replicas that there should be.', []),
  postgres_replicas_streaming: gauge('none', 'Replicas that stream from the primary.', []),
  replication_lag_seconds: gauge(
    'seconds',
    'How far a replica is behind its primary in time; 0 when it has all there is.',
    ['replica'],
  ),
  replication_lag_bytes: gauge('bytes', 'How much of the log of the primary a replica has not replayed.', ['replica']),
  postgres_connections: gauge('none', 'Connections of clients to a member, by state.', ['member', 'state']),
  postgres_connections_max: gauge('none', 'Connections that a member takes.', ['member']),
  postgres_database_size_bytes: gauge('bytes', 'Size of the database of the application.', ['member']),
  postgres_cache_hit_ratio: gauge('ratio', 'Reads that were served from shared buffers, since statistics were reset.', [
    'member',
  ]),
  postgres_transactions_total: counter('none', 'Transactions of the database, by outcome: commit, rollback.', [
    'member',
    'outcome',
  ]),
  postgres_deadlocks_total: counter('none', 'Deadlocks of the database.', ['member']),
  postgres_lock_waits: gauge('none', 'Sessions that wait for a lock.', ['member']),
  postgres_oldest_transaction_seconds: gauge('seconds', 'Age of the oldest transaction that is open.', ['member']),

  // The pooler.
  pooler_up: gauge('boolean', 'Whether a pooler answered.', ['pooler']),
  pooler_clients: gauge('none', 'Clients of a pooler, by state: active, waiting.', ['pooler', 'state']),
  pooler_max_wait_seconds: gauge('seconds', 'How long the client has waited that waits longest.', ['pooler']),

  // Redis.
  redis_up: gauge('boolean', 'Whether Redis answered the last time it was asked.', []),
  redis_latency_seconds: gauge('seconds', 'How long Redis took to answer one command.', []),
  redis_hit_ratio: gauge('ratio', 'Reads that found their key, of all nodes since they started.', []),
  redis_slots_assigned: gauge('none', 'Slots that have an owner, of 16384.', []),
  redis_slots_ok: gauge('none', 'Slots whose owner answers, of 16384.', []),
  redis_shards: gauge('none', 'Masters with slots.', []),
  redis_shards_expected: gauge('none', 'Masters that there should be.', []),
  redis_node_up: gauge('boolean', 'Whether a node answered.', ['node']),
  redis_node_master: gauge('boolean', 'Whether a node is a master.', ['node']),
  redis_link_up: gauge('boolean', 'Whether a replica hears its master.', ['node']),
  redis_replication_lag_bytes: gauge('bytes', 'What a replica has not yet received of its master.', ['node']),
  redis_memory_used_bytes: gauge('bytes', 'Memory that a node uses for its data.', ['node']),
  redis_memory_max_bytes: gauge('bytes', 'Memory that a node may use for its data.', ['node']),
  redis_keys: gauge('none', 'Keys of a node.', ['node']),
  redis_clients: gauge('none', 'Clients that are connected to a node.', ['node']),
  redis_hits_total: counter('none', 'Reads of a node that found their key.', ['node']),
  redis_misses_total: counter('none', 'Reads of a node that did not.', ['node']),
  redis_evicted_keys_total: counter('none', 'Keys that a node gave up for want of memory.', ['node']),

  // The pod.
  cpu_percent: gauge('percent', 'CPU used, of the limit; without a limit, of one core. `of` says whose.', ['of']),
  cpu_limit_cores: gauge('cores', 'The limit; none is exported where there is none.', ['of']),
  cpu_throttled_ratio: gauge('ratio', 'Scheduling periods in which it was held back, of those since the last look.', [
    'of',
  ]),
  memory_percent: gauge('percent', 'Working set, of the limit; not exported without a limit.', ['of']),
  memory_working_set_bytes: gauge('bytes', 'Memory that cannot be taken back: usage without inactive file pages.', [
    'of',
  ]),
  memory_limit_bytes: gauge('bytes', 'The limit; none is exported where there is none.', ['of']),
  load_average: gauge('none', 'Load of the node, not of the pod, over so many minutes.', ['minutes']),
  disk_size_bytes: gauge('bytes', 'Size of a file system.', ['path']),
  disk_free_bytes: gauge('bytes', 'What an unprivileged process may still write there.', ['path']),
  disk_used_percent: gauge('percent', 'How full it is.', ['path']),
  certificate_not_after_timestamp_seconds: gauge('timestamp', 'When a certificate ends.', ['file']),
  event_loop_lag_seconds: gauge(
    'seconds',
    "How late the sidecar's own event loop was, at the 99th percentile since the last look.",
    [],
  ),

  // The sidecar's own.
  sidecar_info: gauge('none', 'Always 1; its version is a label.', ['version']),
  sidecar_configuration_current: gauge(
    'boolean',
    'Whether it works with what its file says now; 0 when that is not usable, and the one before stays.',
    [],
  ),
  sidecar_resident_memory_bytes: gauge('bytes', "The sidecar's own memory.", []),
  sidecar_http_requests_total: counter('none', 'Requests answered, by path and status.', ['path', 'status']),
  sidecar_http_connections: gauge('none', 'Connections that are open.', []),
  sidecar_http_refused_total: counter(
    'none',
    'What was refused: connections over the limit, requests over the rate, wrong tokens.',
    ['reason'],
  ),
} as const satisfies Record<string, MetricDefinition>;

/** A name of {@link METRICS}, without the stack's prefix. */
export type MetricName = keyof typeof METRICS;
/** The labels of a metric. */
export type LabelsOf<M extends MetricName> = Readonly<Record<(typeof METRICS)[M]['labels'][number], string>>;

/** One value of one metric. */
export interface Sample {
  readonly name: string;
  readonly definition: MetricDefinition;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/**
 * A value of a metric of the catalogue. What is not known gives none, so that it is never a false zero:
 * `[...sample('redis_hit_ratio', hits + misses === 0 ? undefined : hits / (hits + misses), {})]`.
 */
export function sample<M extends MetricName>(
  name: M,
  value: number | boolean | undefined,
  labels: LabelsOf<M>,
): Sample[] {
  const number = Number(value ?? NaN);
  return Number.isNaN(number) ? [] : [{ name, definition: METRICS[name], labels, value: number }];
}

/** The start of a stack's metric names: `my-shop` gives `my_shop_`. */
export const metricPrefix = (stack: string): string => `${stack.replace(/[^A-Za-z0-9_]/g, '_')}_`;
