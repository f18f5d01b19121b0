/** The part of the values schema that a Postgres cluster reads. */
import { z } from 'zod';
import {
  bool,
  choice,
  freeList,
  group,
  int,
  line,
  quantities,
  quantity,
  stringMap,
  token,
  type About,
} from '../values/fields';
import { objectName } from '../workload/names';
import { FASTNEXT, imageValues, WAVE } from '../workload/values';
import { DURABILITY } from './durability';

/** The one major version that the image holds: another one needs another data directory. */
export const MAJOR_VERSION = '17';

const RULE_IDENTIFIER = 'an SQL name: lower-case letters, digits and _, not starting with a digit';
/** Room for the longest suffix of ours, `_alternate`, in Postgres' 63 characters. */
const identifier = (value: string, reserved: RegExp, text: string | About) =>
  token(value, /^[a-z_][a-z0-9_]{0,39}$/, RULE_IDENTIFIER, text, reserved);
/** Roles of the cluster itself, and words that pg_hba.conf and SQL have a meaning for. */
const RESERVED_USERS =
  /^(postgres|standby|rewind|pgbouncer|monitor|pg_.*|all|public|none|session_user|current_user|user)$/;
/** Databases that are there anyway, the console of PgBouncer, and words of pg_hba.conf. */
const RESERVED_DATABASES = /^(postgres|template0|template1|pgbouncer|all|replication|sameuser|samerole|samegroup)$/;
const hostName = (text: string) =>
  token('', /^([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?)?$/, 'a host name or an IPv4 address', text);

/** Parameters that the construct or Patroni sets, or that would undo what the construct promises. */
const RESERVED_PARAMETERS =
  /^(max_connections|listen_addresses|port|cluster_name|hot_standby|wal_level|wal_log_hints|primary_.*|recovery_.*|restore_command|promote_trigger_file|synchronous_standby_names|synchronous_commit|fsync|full_page_writes|data_directory|hba_file|ident_file|config_file|unix_socket_.*|ssl|ssl_.*_file|password_encryption|track_commit_timestamp|superuser_reserved_connections)$/;

/** Labels that the construct, Patroni or the controller of the StatefulSet sets on pods. */
const MEMBER_LABELS =
  /^(app\.kubernetes\.io\/|scaleout\.dev\/|statefulset\.kubernetes\.io\/|apps\.kubernetes\.io\/|(role|cluster-name|controller-revision-hash)$)/;

/** Postgres does not start with an address that it cannot read. */
const within = (pattern: RegExp) => pattern.source.slice(1, -1);
const HBA_ADDRESS = new RegExp(`^(${within(z.regexes.cidrv4)}|${within(z.regexes.cidrv6)}|all|samenet)$`);

const hbaRule = z.strictObject({
  database: z.string().regex(/^[a-z_][a-z0-9_]{0,62}$/, RULE_IDENTIFIER),
  user: z.string().regex(/^\+?[a-z_][a-z0-9_]{0,62}$/, 'the name of a role, or + and the name of a group'),
  address: z.string().regex(HBA_ADDRESS, 'a network such as 10.0.0.0/8, or all'),
  method: z.enum(['scram-sha-256', 'cert', 'reject']),
});

/** The values schema of a Postgres cluster, with its defaults. */
export const postgresValues = () =>
  group('The database: PostgreSQL, a primary and replicas with automatic failover by Patroni.', {
    mode: choice(
      ['cluster', 'external'],
      'cluster',
      'cluster: run one here. external: connect to one that is there already.',
    ),
    external: group('The database that is there already; its passwords are those of `existingSecret`.', {
      host: hostName('Host for reads and writes.'),
      replicaHost: hostName('Host for reads. Empty: the same.'),
      port: int(5432, [1, 65535], 'Port of both.'),
    }),
    image: imageValues('scaleout/postgres'),
    version: choice(
      [MAJOR_VERSION],
      MAJOR_VERSION,
      'Major version of PostgreSQL. Another one cannot read the data that is there; see docs/postgres.md.',
    ),
    replicas: int(3, [1, 9], { description: 'Members: one primary, the others replicas of it.', source: FASTNEXT }),
    durability: choice(
      DURABILITY,
      'balanced',
      'What a failover may cost. balanced: no acknowledged write while a replica is there. zero-loss: none ever, writes wait for a replica. async-fast: the last writes.',
    ),
    database: identifier('app', RESERVED_DATABASES, "The application's database."),
    user: identifier(
      'app',
      RESERVED_USERS,
      "The application's login role. `USER_alternate` is a second one, `USER_owner` owns all.",
    ),
    alternateUser: bool(
      false,
      'Apps log in as `USER_alternate`: flip it to change the password of the other one without downtime.',
    ),
    existingSecret: objectName('A Secret with the passwords. Empty: a Job makes one, once.'),
    maxConnections: int(0, [0, 5000], 'Connections that Postgres takes. 0: computed from the memory.'),
    reservedConnections: int(
      10,
      [5, 1000],
      'Of these, those that are left for people, monitoring, migrations and Patroni.',
    ),
    parameters: stringMap(
      'Postgres parameters, as texts, over those that are computed. A change reaches the running cluster; where it needs a restart, members restart one by one.',
      { pattern: /^[a-z_][a-z0-9_.]{0,62}$/, rule: 'the name of a parameter', reserved: RESERVED_PARAMETERS },
    ),
    hba: z.array(hbaRule).default([]).meta({
      description:
        'Who else may log in from where: `database`, `user`, `address`, `method`. Everyone else is refused, superusers too.',
    }),
    resources: group('What a member may use. Memory and connections are computed from its memory.', {
      requests: quantities({ cpu: '500m', memory: '1Gi', 'ephemeral-storage': '128Mi' }, 'What it is promised.'),
      limits: quantities(
        { cpu: '2', memory: '2Gi', 'ephemeral-storage': '1Gi' },
        'What it may not exceed. `cpu: null`: no limit.',
      ),
    }),
    storage: group('The volume of each member. It stays when the stack is removed.', {
      size: quantity('20Gi', 'Size of the data volume. It can be made larger, never smaller.'),
      storageClassName: objectName('StorageClass. Empty: the default one of the cluster.'),
      accessMode: choice(
        ['ReadWriteOnce', 'ReadWriteOncePod'],
        'ReadWriteOnce',
        'ReadWriteOncePod keeps a second pod away even after a forced delete, where the driver can.',
      ),
      wal: group('A volume of its own for the write-ahead log. It cannot be added or taken away later.', {
        enabled: bool(false, 'Keep the write-ahead log apart.'),
        size: quantity('5Gi', 'Size of that volume.'),
        storageClassName: objectName('StorageClass. Empty: the default one of the cluster.'),
      }),
    }),
    failover: group('How soon a lost primary is replaced. Shorter times mean false alarms on a busy cluster.', {
      ttlSeconds: int(20, [20, 300], 'Time after which a silent primary has lost its place, in seconds.'),
      loopWaitSeconds: int(3, [1, 60], 'Time between two looks of a member, in seconds.'),
      retryTimeoutSeconds: int(8, [3, 120], 'Time that a failing call to the API server is tried again, in seconds.'),
      maximumLagBytes: int(
        1048576,
        [0, 1073741824],
        'Write-ahead log that a replica may lack and still be promoted, in bytes; for async-fast alone.',
      ),
    }),
    readiness: group('When a replica is out of service.', {
      maximumLag: token(
        '16MB',
        /^[1-9][0-9]{0,5}(kB|MB|GB)$/,
        'a size such as 16MB',
        'Write-ahead log that it may be behind.',
      ),
    }),
    startup: group('How long a member may take until it answers: a copy of all data, or the replay of a long log.', {
      deadlineSeconds: int(3600, [60, 86400], 'After this the container is restarted, in seconds.'),
    }),
    shutdown: group('How a member stops.', {
      gracePeriodSeconds: int(300, [30, 3600], 'Time for checkpoint and hand-over, in seconds.'),
      pauseSeconds: int(
        2,
        [0, 30],
        'Time that transactions under way have to end while the pooler holds new ones, in seconds.',
      ),
    }),
    tls: group('Encryption of connections to Postgres and the pooler.', {
      enabled: bool(false, 'Encrypt connections.'),
      required: bool(
        true,
        'Refuse those without TLS. A running cluster is moved in two steps: first false, then true.',
      ),
      existingSecret: objectName(
        'Secret with `tls.crt`, `tls.key` and `ca.crt`, valid for all Services of the database.',
      ),
    }),
    disruption: group('How many members a drain of nodes may take at once.', {
      enabled: bool(true, 'At most one.'),
    }),
    spread: group('How members are spread.', {
      zones: choice(['ScheduleAnyway', 'DoNotSchedule'], 'ScheduleAnyway', 'Over zones: by preference, or strictly.'),
      nodes: choice(['preferred', 'required'], 'preferred', 'Each on a node of its own: by preference, or strictly.'),
    }),
    service: group('The Services.', { annotations: stringMap('Annotations of the Services.', { reserved: WAVE }) }),
    serviceAccount: group("The members' identity: it may read and label its pods and write Patroni's Endpoints.", {
      annotations: stringMap('Annotations of the ServiceAccount.', { reserved: WAVE }),
    }),
    podAnnotations: stringMap('Annotations of the pods.'),
    podLabels: stringMap('Labels of the pods.', { reserved: MEMBER_LABELS }),
    nodeSelector: stringMap('Labels that a node must have.'),
    tolerations: freeList('Taints that the pods tolerate.'),
    priorityClassName: line('', 'PriorityClass of the pods. Empty: the default one of the cluster.'),
  });

/** The schema's type. */
export type PostgresSchema = ReturnType<typeof postgresValues>;

/** What a service says of its connections. */
export const databaseClientValues = () =>
  group('Its connections to the database; all of them together must fit.', {
    pool: int(10, [1, 1000], 'Most connections that one process opens.'),
    processes: int(1, [1, 128], 'Processes in a pod, each with a pool of its own.'),
  });
