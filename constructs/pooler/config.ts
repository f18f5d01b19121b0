/** PgBouncer's configuration. */
import { PATHS } from '../postgres/names';
import { MONITOR_USER } from '../../services/health-contract/src/names';
import type { PostgresCluster } from '../postgres/postgres-cluster';
import type { Param } from '../values/expr';
import { choose, str } from '../values/ops';
import type { Resolved } from '../values/props';
import { text, when, type Lines, type Template } from '../values/template';
import { POOLER_PATHS } from './names';
import type { PoolerSchema } from './values';

/** Where one of the two containers leads to. */
export interface Upstream {
  readonly host: Param<string>;
  /** The port that it listens on. */
  readonly listen: number;
  /** Connections that it may open. */
  readonly connections: Param<number>;
  /** Seconds after which a connection is replaced by a new one. */
  readonly lifetime: number;
}

/** The configuration of one PgBouncer. It holds no password: those are composed where it runs. */
export function pgbouncerIni(p: Resolved<PoolerSchema>, database: PostgresCluster, to: Upstream): Template<string> {
  const { database: name, tls } = database.values;
  return text(
    '[databases]',
    str`${name} = host=${to.host} port=${database.directPort} dbname=${name}`,
    '',
    '[pgbouncer]',
    'listen_addr = *',
    `listen_port = ${to.listen}`,
    'unix_socket_dir =',
    'admin_users = pgbouncer',
    `stats_users = ${MONITOR_USER}`,
    'auth_type = scram-sha-256',
    `auth_file = ${POOLER_PATHS.run}/userlist.txt`,
    'auth_user = pgbouncer',
    str`auth_dbname = ${name}`,
    'auth_query = SELECT username, password FROM pooler.user_lookup($1)',
    'pool_mode = transaction',
    str`max_client_conn = ${p.maxClientConnections}`,
    str`default_pool_size = ${to.connections}`,
    str`max_db_connections = ${to.connections}`,
    str`max_prepared_statements = ${p.preparedStatements}`,
    '# A hand-over of the primary is waited for; a primary that does not come is told to the client.',
    str`query_wait_timeout = ${p.queryWaitSeconds}`,
    '# A new primary is found at once, and a lost node is given up before the cluster has a new one.',
    '# The network may swallow the first packets to a primary that has just changed.',
    'server_connect_timeout = 1',
    'server_login_retry = 0.2',
    'server_check_delay = 5',
    'tcp_keepalive = 1',
    'tcp_keepidle = 5',
    'tcp_keepintvl = 2',
    'tcp_keepcnt = 3',
    'tcp_user_timeout = 5000',
    'dns_max_ttl = 5',
    `server_lifetime = ${to.lifetime}`,
    'ignore_startup_parameters = extra_float_digits,options',
    when<readonly Lines[]>(tls.enabled, [
      str`client_tls_sslmode = ${choose(tls.required, 'require', 'allow')}`,
      `client_tls_cert_file = ${PATHS.tls}/tls.crt`,
      `client_tls_key_file = ${PATHS.tls}/tls.key`,
      str`server_tls_sslmode = ${choose(tls.required, 'verify-ca', 'prefer')}`,
      `server_tls_ca_file = ${PATHS.tls}/ca.crt`,
    ]),
    'log_connections = 0',
    'log_disconnections = 0',
    'log_stats = 0',
  );
}
