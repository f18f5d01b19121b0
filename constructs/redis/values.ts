/** The part of the values schema that a Redis Cluster reads. */
import { z } from 'zod';
import { bool, choice, freeList, group, int, line, quantities, quantity, stringMap, token } from '../values/fields';
import { objectName } from '../workload/names';
import { FASTNEXT, imageValues, WAVE } from '../workload/values';
import { LEAST_SHARDS, MOST_SHARDS } from './names';

/** Programs of one protocol. They cannot read each other's data. */
export const FLAVOURS = ['redis', 'valkey'] as const;
export type Flavour = (typeof FLAVOURS)[number];

/** A host and a port. */
const node = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?:[1-9][0-9]{0,4}$/, 'a host and a port such as cache.example.com:6379')
  .meta({ token: true });

/** What the construct sets, what would undo its promises, and what would hand out rights or run code. */
const RESERVED_PARAMETERS =
  /^(port|bind|protected-mode|unixsocket|unixsocketperm|daemonize|supervised|pidfile|logfile|dir|dbfilename|include|loadmodule|rename-command|user|aclfile|requirepass|masteruser|masterauth|primaryuser|primaryauth|replicaof|slaveof|databases|cluster-.*|tls-.*|save|append.*|aof-.*|maxmemory|maxmemory-policy|activedefrag|repl-backlog-size|repl-diskless-sync|repl-diskless-sync-delay|client-output-buffer-limit|min-replicas-.*|min-slaves-.*|replica-.*|slave-.*|shutdown-.*|enable-.*)$/;
/** A quote that is not closed, or a comment, would end the start of every node. */
const PARAMETER = /^[A-Za-z0-9][A-Za-z0-9 ._:,/+%*-]*$/;

/** Labels that the construct or the controller of the StatefulSets sets on pods. */
const NODE_LABELS =
  /^(app\.kubernetes\.io\/|scaleout\.dev\/|statefulset\.kubernetes\.io\/|apps\.kubernetes\.io\/|controller-revision-hash$)/;

/** The values schema of a Redis Cluster, with its defaults. */
export const redisValues = () =>
  group('The cache: a Redis Cluster that forms, heals and scales by itself.', {
    mode: choice(
      ['cluster', 'standalone', 'existing'],
      'cluster',
      'cluster: shards with replicas. standalone: a single node, for development. existing: use one that is there already.',
    ),
    existing: group('The cache that is there already; its password is `password` in `existingSecret`.', {
      mode: choice(['cluster', 'standalone'], 'cluster', 'What it is.'),
      nodes: z.array(node).default([]).meta({
        description: 'Some of its nodes as `host:port`; of a cluster, clients find the others by themselves.',
      }),
    }),
    flavour: choice(FLAVOURS, 'redis', 'Redis or Valkey. Neither can read the data of the other.'),
    image: group('Which image runs, by flavour.', {
      redis: imageValues('redis', '8-trixie'),
      valkey: imageValues('valkey/valkey', '9-trixie'),
    }),
    shards: int(3, [LEAST_SHARDS, MOST_SHARDS], {
      description: 'Shards, each a master and its replicas. Data moves by itself when it changes. Of a cluster alone.',
      source: FASTNEXT,
    }),
    replicasPerShard: int(1, [0, 4], {
      description: 'Replicas of each master. 0: what a shard holds is away while its one pod is. Of a cluster alone.',
      source: FASTNEXT,
    }),
    existingSecret: objectName('A Secret with the passwords. Empty: a Job makes one, once.'),
    maxMemory: quantity('2Gi', {
      description: 'Memory that a node may use for data; what is above is evicted by `maxMemoryPolicy`.',
      source: FASTNEXT,
    }),
    maxMemoryPolicy: choice(
      [
        'allkeys-lru',
        'allkeys-lfu',
        'allkeys-random',
        'volatile-lru',
        'volatile-lfu',
        'volatile-random',
        'volatile-ttl',
        'noeviction',
      ],
      'allkeys-lru',
      {
        description: 'What is evicted when the memory is full. noeviction: nothing, and writes fail.',
        source: FASTNEXT,
      },
    ),
    activeDefrag: bool(true, {
      description: 'Give fragmented memory back while it runs, where the image can. Of a cluster alone.',
      source: FASTNEXT,
    }),
    failover: group('How soon a lost master is replaced.', {
      nodeTimeoutMilliseconds: int(
        4000,
        [1000, 60000],
        'Time after which a silent node is taken for lost, in milliseconds. A failover takes about twice as long; shorter times mean false alarms.',
      ),
    }),
    replication: group('How replicas follow their master.', {
      backlog: quantity(
        '64Mi',
        'Changes that a replica may have missed and still need no full copy. Part of `maxMemory`.',
      ),
    }),
    persistence: group('What a node keeps on its volume.', {
      rdb: token(
        '900 1 300 10 60 10000',
        /^([1-9][0-9]{0,8} [1-9][0-9]{0,8}( [1-9][0-9]{0,8} [1-9][0-9]{0,8}){0,7})?$/,
        'pairs of seconds and changes, such as 900 1 300 10',
        {
          description:
            'When a snapshot is written: after so many seconds, if there were so many changes. Empty: never.',
          source: FASTNEXT,
        },
      ),
      aof: bool(true, { description: 'Keep a file of all changes since.', source: FASTNEXT }),
      fsync: choice(['always', 'everysec', 'never'], 'everysec', {
        description: 'When that file is forced onto the disk. never: when the kernel likes to.',
        source: FASTNEXT,
      }),
    }),
    parameters: stringMap('More settings, as texts, over those above. A change restarts the nodes one by one.', {
      pattern: /^[a-z][a-z0-9-]{0,62}$/,
      rule: 'the name of a setting',
      reserved: RESERVED_PARAMETERS,
      values: { pattern: PARAMETER, rule: 'words of letters, digits and . _ : , / + % * -' },
    }),
    resources: group('What a node may use. Its limit has to leave room beside `maxMemory`.', {
      requests: quantities({ cpu: '250m', memory: '2Gi', 'ephemeral-storage': '64Mi' }, 'What it is promised.'),
      limits: quantities(
        { cpu: '2', memory: '4Gi', 'ephemeral-storage': '256Mi' },
        'What it may not exceed. `cpu: null`: no limit.',
      ),
    }),
    storage: group('The volume of each node. It stays when a shard or the stack is removed.', {
      size: quantity('10Gi', 'Size of the volume. It can be made larger, never smaller.'),
      storageClassName: objectName('StorageClass. Empty: the default one of the cluster.'),
      accessMode: choice(
        ['ReadWriteOnce', 'ReadWriteOncePod'],
        'ReadWriteOnce',
        'ReadWriteOncePod keeps a second pod away even after a forced delete, where the driver can.',
      ),
    }),
    agent: group('The agent beside each node: it forms the cluster, mends it, and hands over before a stop.', {
      image: imageValues('scaleout/redis-agent'),
      act: bool(true, 'Do what is needed. false: say it alone, on the state page, and do nothing; counts at once.'),
      resources: group('What it may use.', {
        requests: quantities({ cpu: '10m', memory: '32Mi', 'ephemeral-storage': '8Mi' }, 'What it is promised.'),
        limits: quantities(
          { cpu: '500m', memory: '96Mi', 'ephemeral-storage': '32Mi' },
          'What it may not exceed. `cpu: null`: no limit.',
        ),
      }),
    }),
    shutdown: group('How a node stops.', {
      gracePeriodSeconds: int(60, [10, 3600], 'All the time there is for it, in seconds.'),
      handOverSeconds: int(25, [0, 600], 'Time that a master tries to hand over to a replica, in seconds.'),
    }),
    tls: group(
      'Encryption of all connections, those between nodes too. It cannot be switched while the cluster runs.',
      {
        enabled: bool(false, 'Encrypt connections, and refuse those that are not.'),
        existingSecret: objectName(
          'Secret with `tls.crt`, `tls.key` and `ca.crt`, for servers and clients, valid for the Service and for the name of every pod.',
        ),
      },
    ),
    disruption: group('How many nodes a drain may take at once, of all shards together.', {
      enabled: bool(true, 'At most one.'),
    }),
    spread: group('How nodes of the cache are spread.', {
      zones: choice(['ScheduleAnyway', 'DoNotSchedule'], 'ScheduleAnyway', 'Over zones: by preference, or strictly.'),
      nodes: choice(
        ['preferred', 'required'],
        'preferred',
        'No two pods of a shard on one Kubernetes node: by preference, or strictly.',
      ),
    }),
    service: group('The Services.', { annotations: stringMap('Annotations of the Services.', { reserved: WAVE }) }),
    serviceAccount: group("The agents' identity: it may hold the lock of the cluster and remove empty shards.", {
      annotations: stringMap('Annotations of the ServiceAccount.', { reserved: WAVE }),
    }),
    podAnnotations: stringMap('Annotations of the pods.', { reserved: /^checksum\// }),
    podLabels: stringMap('Labels of the pods.', { reserved: NODE_LABELS }),
    nodeSelector: stringMap('Labels that a Kubernetes node must have.'),
    tolerations: freeList('Taints that the pods tolerate.'),
    priorityClassName: line('', 'PriorityClass of the pods. Empty: the default one of the cluster.'),
  });

/** The schema's type. */
export type RedisSchema = ReturnType<typeof redisValues>;
