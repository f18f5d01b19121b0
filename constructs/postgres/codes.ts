/** Codes of the design rules of a Postgres cluster and its pooler. */
import type { CodeEntry } from '../errors';

export const POSTGRES_CODES = {
  'SCALE-POSTGRES-001': {
    title: 'Synchronous profile without a replica',
    cause:
      'A commit is to wait for a replica, and there is none: its promise could not be kept, or no write would ever end.',
    remedy:
      'Raise `postgres.replicas` to 2 or more, or set `postgres.durability` to async-fast and know what it may lose.',
  },
  'SCALE-POSTGRES-002': {
    title: 'Connections do not fit',
    cause: 'All pods together may open more connections than there are; the last ones would be refused under load.',
    remedy:
      'Turn `pooler.enabled` on, lower a pool, processes or replicas, or raise `postgres.maxConnections` (and the memory with it).',
  },
  'SCALE-POSTGRES-003': {
    title: 'More clients than the pooler takes',
    cause: 'All pods together may open more connections than the poolers take when one of them is away.',
    remedy: 'Raise `pooler.maxClientConnections` or `pooler.replicas`, or lower a pool, processes or replicas.',
  },
  'SCALE-POSTGRES-004': {
    title: 'The poolers ask for too many connections',
    cause: 'The poolers, twice as many of them during a roll-out, may open more connections than Postgres takes.',
    remedy:
      'Lower `pooler.serverConnections` or set it to 0 to have it computed, or raise `postgres.maxConnections` (and the memory with it).',
  },
  'SCALE-POSTGRES-005': {
    title: 'Failover times contradict each other',
    cause:
      'A primary would lose its place while it is still trying to keep it: Patroni needs loop wait + 2 x retry timeout <= ttl.',
    remedy: 'Raise `failover.ttlSeconds`, or lower `failover.loopWaitSeconds` or `failover.retryTimeoutSeconds`.',
  },
  'SCALE-POSTGRES-006': {
    title: 'Nothing to compute the memory settings from',
    cause:
      'Memory settings and connections are computed from the memory that a member may use, and none is given, or too little.',
    remedy: 'Set `resources.limits.memory` to 256Mi or more.',
  },
  'SCALE-POSTGRES-007': {
    title: 'Volume too small',
    cause: 'Write-ahead log, a copy of the data during a rebuild and room for maintenance need space of their own.',
    remedy: 'Raise the size to 1Gi or more.',
  },
  'SCALE-POSTGRES-008': {
    title: 'External database without an address or its passwords',
    cause: 'The database is one that is there already, and it is not said where, or with which Secret.',
    remedy: 'Set `postgres.external.host` and `postgres.existingSecret`, or `postgres.mode` to cluster.',
  },
  'SCALE-POSTGRES-009': {
    title: 'TLS without a certificate',
    cause: 'Encryption is on, and no Secret with a certificate is named.',
    remedy: 'Set `tls.existingSecret` to a Secret with `tls.crt`, `tls.key` and `ca.crt`.',
  },
  'SCALE-POSTGRES-010': {
    title: 'A volume cannot become smaller',
    cause: 'The size is below that of the volume that is there; Kubernetes cannot shrink volumes.',
    remedy: 'Keep the size, or move the data to a new cluster as docs/runbooks/postgres.md describes.',
  },
  'SCALE-POSTGRES-011': {
    title: 'A volume for the log cannot be added or taken away',
    cause: 'The claims of a StatefulSet are fixed, and the log of the members is where it was at their first start.',
    remedy: 'Keep `storage.wal.enabled`, or rebuild the members one by one as docs/runbooks/postgres.md describes.',
  },
  'SCALE-POSTGRES-012': {
    title: 'Another major version over existing data',
    cause: 'The data was written by another major version of PostgreSQL, which this one cannot read.',
    remedy: 'Keep the version, or move the data to a new cluster as docs/runbooks/postgres.md describes.',
  },
  'SCALE-POSTGRES-013': {
    title: 'The claims of a StatefulSet are fixed',
    cause:
      'Size, class or access mode of a volume is another one than that of the StatefulSet that is there, and Kubernetes would refuse it in the middle of an upgrade.',
    remedy:
      'Make the volumes larger and take the StatefulSet away without its pods first, as docs/runbooks/postgres.md describes (two commands, no downtime), or keep the values.',
  },
  'SCALE-POSTGRES-014': {
    title: 'A pooler after its clients',
    cause:
      'A client was connected to the database before the pooler was made, and was told the address of the database itself.',
    remedy: 'Make the Pooler right after the PostgresCluster, and connect clients then.',
  },
  'SCALE-POSTGRES-015': {
    title: 'Members without data, in a cluster that had some',
    cause:
      'All volumes are gone or new, and what Patroni keeps of the cluster is not, such as after an uninstallation. Members say so in their logs.',
    remedy: 'Bring a volume back; or, if all was deleted on purpose, delete the Endpoints that the message names.',
  },
  'SCALE-POSTGRES-016': {
    title: 'TLS in one step',
    cause:
      'From no TLS to required TLS, or back, at once: while members, poolers and apps are replaced one by one, those that have it and those that have not would refuse each other.',
    remedy: 'Go by `tls.enabled: true` with `tls.required: false` first, and on when that is rolled out.',
  },
  'SCALE-POSTGRES-017': {
    title: 'The lock would run out',
    cause:
      'A primary that is being stopped, or whose Patroni is being started again, does not renew its lock; another one could be promoted while it still takes writes.',
    remedy: 'Raise `failover.ttlSeconds`, or lower `failover.loopWaitSeconds` or `shutdown.pauseSeconds`.',
  },
  'SCALE-POSTGRES-018': {
    title: 'A key of the Secret is missing',
    cause:
      'A member cannot read one of its passwords, such as after a change of `existingSecret` from outside. One that runs goes on with what it has; one that starts cannot. Members say so in their logs.',
    remedy: 'Put the key back; docs/postgres.md lists them.',
  },
} as const satisfies Record<string, CodeEntry>;
