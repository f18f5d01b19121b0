/** Patroni's configuration as files: what is local to a member, and what holds for the cluster. */
import { MONITOR_USER } from '../../services/health-contract/src/names';
import type { Param } from '../values/expr';
import { choose, eq, str } from '../values/ops';
import type { Resolved } from '../values/props';
import { each, field, text, when, type Lines, type Template } from '../values/template';
import { isStrict, isSynchronous, primaryStartTimeout, synchronousReplicas } from './durability';
import {
  CLUSTER_LABEL,
  DATA_DIRECTORY,
  PATHS,
  PATRONI_PORT,
  PORT_NAMES,
  POSTGRES_PORT,
  ROLE_LABEL,
  SCOPE_LABEL,
  WAL_DIRECTORY,
} from './names';
import type { Sizing } from './sizing';
import { isTlsRequired } from './tls';
import { MAJOR_VERSION, type PostgresSchema } from './values';

type Values = Resolved<PostgresSchema>;

/** The settings of the whole cluster, as Patroni's `/config` takes them: at its first start, and by the Job afterwards. */
export function dynamicSettings(p: Values, s: Sizing): Template<string> {
  return text(
    str`ttl: ${p.failover.ttlSeconds}`,
    str`loop_wait: ${p.failover.loopWaitSeconds}`,
    str`retry_timeout: ${p.failover.retryTimeoutSeconds}`,
    str`maximum_lag_on_failover: ${p.failover.maximumLagBytes}`,
    '# Without the API server the primary stays primary, as long as it reaches all members.',
    'failsafe_mode: true',
    '# A slot outlives its member by this: long enough to come back, short enough not to fill the disk.',
    'member_slots_ttl: 2h',
    str`synchronous_mode: "${choose(isSynchronous(p.durability), 'quorum', 'off')}"`,
    str`synchronous_mode_strict: ${isStrict(p.durability)}`,
    str`synchronous_node_count: ${synchronousReplicas(p.replicas)}`,
    str`primary_start_timeout: ${primaryStartTimeout(p.durability)}`,
    'postgresql:',
    '  use_pg_rewind: true',
    '  use_slots: true',
    '  parameters:',
    str`    max_connections: ${s.maxConnections}`,
    str`    superuser_reserved_connections: ${SUPERUSER_CONNECTIONS}`,
    str`    shared_buffers: ${s.sharedBuffersMb}MB`,
    str`    effective_cache_size: ${s.effectiveCacheSizeMb}MB`,
    str`    maintenance_work_mem: ${s.maintenanceWorkMemMb}MB`,
    str`    work_mem: ${s.workMemKb}kB`,
    str`    max_wal_size: ${s.maxWalSizeMb}MB`,
    str`    min_wal_size: ${s.minWalSizeMb}MB`,
    str`    max_slot_wal_keep_size: ${s.maxSlotWalKeepSizeMb}MB`,
    str`    max_wal_senders: ${s.walSenders}`,
    str`    max_replication_slots: ${s.walSenders}`,
    ...FIXED_PARAMETERS.map(([name, value]) => `    ${name}: ${value}`),
  );
}

/** Connections that superusers alone may take: Patroni's own, and one for whoever has to help. */
export const SUPERUSER_CONNECTIONS = 5;

/** Parameters that no value changes, except by `parameters`. */
const FIXED_PARAMETERS: readonly (readonly [name: string, value: string])[] = [
  // Half-open connections end in time: a lost node sends no farewell.
  ['tcp_keepalives_idle', '10s'],
  ['tcp_keepalives_interval', '5s'],
  ['tcp_keepalives_count', '3'],
  ['tcp_user_timeout', '10s'],
  ['client_connection_check_interval', '5s'],
  ['wal_receiver_timeout', '10s'],
  ['wal_sender_timeout', '10s'],
  // A replica that is promoted may have to wait for this first.
  ['wal_retrieve_retry_interval', '100ms'],
  ['idle_in_transaction_session_timeout', '5min'],
  ['password_encryption', 'scram-sha-256'],
  ['shared_preload_libraries', 'pg_stat_statements'],
  // Network volumes and SSDs seek for nearly nothing.
  ['random_page_cost', '"1.1"'],
  ['wal_compression', '"on"'],
  ['log_checkpoints', '"on"'],
  ['log_lock_waits', '"on"'],
];

/** What is local to a member. Its name, its addresses and the passwords are added where it runs, so this file holds no secret. */
export function localSettings(p: Values, name: Param<string>): Template<string> {
  return text(
    str`scope: ${name}`,
    'kubernetes:',
    '  use_endpoints: true',
    str`  scope_label: ${SCOPE_LABEL}`,
    str`  role_label: ${ROLE_LABEL}`,
    '  labels:',
    str`    ${CLUSTER_LABEL}: ${name}`,
    '  ports:',
    ...[
      [PORT_NAMES.postgres, POSTGRES_PORT],
      [PORT_NAMES.patroni, PATRONI_PORT],
    ].flatMap(([port, number]) => [`    - name: ${port}`, `      port: ${number}`]),
    'restapi:',
    `  listen: '*:${PATRONI_PORT}'`,
    '  authentication:',
    '    username: patroni',
    'postgresql:',
    `  listen: '*:${POSTGRES_PORT}'`,
    `  data_dir: ${DATA_DIRECTORY}`,
    `  bin_dir: /usr/lib/postgresql/${MAJOR_VERSION}/bin`,
    `  pgpass: ${PATHS.run}/pgpass`,
    '  use_unix_socket: true',
    '  use_unix_socket_repl: true',
    '  remove_data_directory_on_rewind_failure: true',
    '  remove_data_directory_on_diverged_timelines: true',
    '  before_stop: /usr/local/bin/before-stop',
    '  callbacks:',
    ...['on_start', 'on_restart', 'on_role_change'].map((event) => `    ${event}: /usr/local/bin/on-change`),
    '  basebackup:',
    '    - checkpoint: fast',
    when<string>(p.storage.wal.enabled, `    - waldir: ${WAL_DIRECTORY}`),
    '  authentication:',
    '    superuser:',
    '      username: postgres',
    ...loginSettings('replication', 'standby', p),
    ...loginSettings('rewind', 'rewind', p),
    '  parameters:',
    `    unix_socket_directories: ${PATHS.run}`,
    when<readonly string[]>(p.tls.enabled, [
      '    ssl: "on"',
      `    ssl_cert_file: ${PATHS.tls}/tls.crt`,
      `    ssl_key_file: ${PATHS.tls}/tls.key`,
      `    ssl_ca_file: ${PATHS.tls}/ca.crt`,
    ]),
    '  pg_hba:',
    ...accessRules(p),
    'bootstrap:',
    '  initdb:',
    '    - encoding: UTF8',
    '    - locale: C.UTF-8',
    '    - data-checksums',
    when<string>(p.storage.wal.enabled, `    - waldir: ${WAL_DIRECTORY}`),
  );
}

function loginSettings(use: string, user: string, p: Values): Lines[] {
  return [
    `    ${use}:`,
    `      username: ${user}`,
    when<readonly Lines[]>(p.tls.enabled, [
      // While it is not required, some members may not have it yet.
      str`      sslmode: ${choose(p.tls.required, 'verify-ca', 'prefer')}`,
      `      sslrootcert: ${PATHS.tls}/ca.crt`,
    ]),
  ];
}

/** Who may log in from where: nobody, but for those named here. The first line that fits decides. */
function accessRules(p: Values): Lines[] {
  const host = choose(isTlsRequired(p.tls), 'hostssl', 'host');
  const allow = (database: Param<string>, user: Param<string>) =>
    str`    - ${host} ${database} ${user} all scram-sha-256`;
  return [
    '    - local all postgres peer',
    '    - local replication standby scram-sha-256',
    allow('replication', 'standby'),
    allow('postgres', 'rewind'),
    allow(p.database, 'pgbouncer'),
    allow(p.database, MONITOR_USER),
    allow(p.database, str`+${p.user}_owner`),
    each(p.hba, 'rule', (rule) => {
      const part = (key: 'database' | 'user' | 'address' | 'method') => field(rule, key, 'string');
      // Postgres would refuse the whole file for a certificate without TLS; as it stands, the line fits nobody then.
      const kind = choose(eq(part('method'), 'cert'), 'hostssl', host);
      return str`    - ${kind} ${part('database')} ${part('user')} ${part('address')} ${part('method')}`;
    }),
    '    - host all all all reject',
    '    - host replication all all reject',
  ];
}
