/** Codes of the design rules of a Redis Cluster. */
import type { CodeEntry } from '../errors';

export const REDIS_CODES = {
  'SCALE-REDIS-001': {
    title: 'Memory limit too small for the data',
    cause:
      'Beside its data a node needs memory for fragmentation, for pages that change while a copy is written, for replication and for itself. Without it the container would be ended as soon as the cache is full.',
    remedy: 'Raise `redis.resources.limits.memory` or lower `redis.maxMemory`.',
  },
  'SCALE-REDIS-002': {
    title: 'Nothing left for data',
    cause:
      'Redis counts the replication backlog as a part of `maxMemory`: where the backlog takes most of it, keys are evicted as soon as they are written.',
    remedy: 'Raise `redis.maxMemory` or lower `redis.replication.backlog`.',
  },
  'SCALE-REDIS-003': {
    title: 'Grace period shorter than the hand-over',
    cause: 'Kubernetes would kill a master before a replica has taken its place.',
    remedy: 'Raise `shutdown.gracePeriodSeconds` or lower `shutdown.handOverSeconds`.',
  },
  'SCALE-REDIS-004': {
    title: 'TLS of the cache without a certificate',
    cause: 'Encryption is on, and no Secret with a certificate is named.',
    remedy: 'Set `tls.existingSecret` to a Secret with `tls.crt`, `tls.key` and `ca.crt`.',
  },
  'SCALE-REDIS-005': {
    title: 'Existing cache without an address or its password',
    cause: 'The cache is one that is there already, and it is not said where, or with which Secret.',
    remedy: 'Set `redis.existing.nodes` and `redis.existingSecret`, or `redis.mode` to cluster.',
  },
  'SCALE-REDIS-006': {
    title: 'Volume too small for the data',
    cause:
      'The append-only file is up to twice as large as the data before it is rewritten, beside the new one; a snapshot is written beside the last one. A volume that is full stops all writes.',
    remedy: 'Raise `redis.storage.size`, lower `redis.maxMemory`, or turn off a part of `redis.persistence`.',
  },
  'SCALE-REDIS-007': {
    title: 'A volume of the cache cannot become smaller',
    cause: 'The size is below that of the volumes that are there; Kubernetes cannot shrink volumes.',
    remedy: 'Keep the size, or begin anew with empty volumes as docs/redis.md describes.',
  },
  'SCALE-REDIS-008': {
    title: 'The claims of a shard are fixed',
    cause:
      'Size, class or access mode of a volume is another one than that of the StatefulSets that are there, and Kubernetes would refuse it in the middle of an upgrade.',
    remedy:
      'Make the volumes larger and take the StatefulSets away without their pods first, as docs/redis.md describes, or keep the values.',
  },
  'SCALE-REDIS-009': {
    title: 'Another flavour over existing data',
    cause: 'Redis and Valkey cannot read what the other has written, and a cluster of both cannot replicate.',
    remedy: 'Keep `redis.flavour`, or begin anew with empty volumes as docs/redis.md describes.',
  },
  'SCALE-REDIS-010': {
    title: 'TLS of a running cluster',
    cause:
      'Nodes with TLS and nodes without do not talk to each other: the first ones to be replaced would never become ready, and the others never be replaced.',
    remedy: 'Keep `redis.tls.enabled`, or restart all nodes at once as docs/redis.md describes.',
  },
  'SCALE-REDIS-011': {
    title: 'Shards that would be left behind',
    cause:
      'Shards above the third are removed by the cluster itself, when it has moved their data. Without a cluster nobody would.',
    remedy: 'Set `redis.shards` to 3 first, and change `redis.mode` when the other StatefulSets are gone.',
  },
} as const satisfies Record<string, CodeEntry>;
