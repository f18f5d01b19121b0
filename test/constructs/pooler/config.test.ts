import { Chart, Testing } from 'cdk8s';
import { PostgresCluster } from '../../../constructs';
import { pgbouncerIni, type Upstream } from '../../../constructs/pooler/config';
import { poolerValues, type PoolerSchema } from '../../../constructs/pooler/values';
import { resolveProps, type PropsOf } from '../../../constructs/values/props';
import { valueOf } from '../support';
import type { Given } from '../postgres/synth';

const UPSTREAM: Upstream = { host: 'shop-postgres', listen: 6432, lifetime: 60, connections: 24 };
const TLS = { tls: { enabled: true, existingSecret: 'cert' } };

/** The text of the file. */
function text(
  pooler: NonNullable<PropsOf<PoolerSchema>> = {},
  postgres: Given['postgres'] = {},
  to = UPSTREAM,
): string {
  const database = new PostgresCluster(new Chart(Testing.app(), 'shop'), 'postgres', postgres);
  return valueOf(pgbouncerIni(resolveProps(poolerValues(), pooler, 'test'), database, to)) as string;
}

/** An ini file as PgBouncer reads it: `[section]`, `key = value`, comments and blank lines; anything else is refused. */
function parseIni(file: string): Record<string, Record<string, string>> {
  const result: Record<string, Record<string, string>> = {};
  let section: Record<string, string> | undefined;
  for (const line of file.split('\n')) {
    if (/^\s*([;#].*)?$/.test(line)) continue;
    const header = /^\[([a-z]+)\]$/.exec(line)?.[1];
    const [, key, value] = /^([a-z_0-9]+) =(?: (.*))?$/.exec(line) ?? [];
    if (header !== undefined) section = result[header] = {};
    else if (key === undefined || section === undefined || key in section)
      throw new Error(`not ini, or twice: ${line}`);
    else section[key] = value ?? '';
  }
  return result;
}
const ini = (...args: Parameters<typeof text>) => parseIni(text(...args));
const settings = (...args: Parameters<typeof text>) => ini(...args)['pgbouncer'];

test('the file is ini, with a database and the settings', () => {
  expect(Object.keys(ini())).toEqual(['databases', 'pgbouncer']);
  expect(ini()['databases']).toEqual({ app: 'host=shop-postgres port=5432 dbname=app' });
});
test('the database is that of the values', () => {
  const file = ini({}, { database: 'orders' });
  expect(file['databases']).toEqual({ orders: 'host=shop-postgres port=5432 dbname=orders' });
  expect(file['pgbouncer']).toMatchObject({ auth_dbname: 'orders' });
});

test('connections are shared by transaction, and prepared statements work all the same', () => {
  expect(settings()).toMatchObject({ pool_mode: 'transaction' });
  expect(Number(settings()?.['max_prepared_statements'])).toBeGreaterThan(0);
  expect(settings({ preparedStatements: 50 })).toMatchObject({ max_prepared_statements: '50' });
});
test('it opens as many connections as it is given, and takes as many as the values say', () => {
  expect(settings({ maxClientConnections: 500 })).toMatchObject({
    max_client_conn: '500',
    default_pool_size: '24',
    max_db_connections: '24',
  });
});
test('it listens where it is told, over the network alone', () => {
  expect(settings({}, {}, { ...UPSTREAM, listen: 6433 })).toMatchObject({
    listen_addr: '*',
    listen_port: '6433',
    unix_socket_dir: '',
  });
});

test('clients log in with their own passwords, which it asks the database for', () => {
  expect(settings()).toMatchObject({
    auth_type: 'scram-sha-256',
    auth_user: 'pgbouncer',
    auth_query: 'SELECT username, password FROM pooler.user_lookup($1)',
    admin_users: 'pgbouncer',
  });
});
test('the file holds no password: its own is composed where it runs', () => {
  expect(text()).not.toMatch(/password\s*=/);
  expect(settings()?.['auth_file']).toMatch(/^\/run\//);
});

test('a query waits for a new primary as long as the values say, and a new one is looked for sooner', () => {
  const found = settings({ queryWaitSeconds: 45 });
  expect(found).toMatchObject({ query_wait_timeout: '45' });
  for (const key of ['server_login_retry', 'server_connect_timeout', 'dns_max_ttl']) {
    expect(Number(found?.[key])).toBeLessThanOrEqual(5);
  }
});
test('a node that is lost is given up before the cluster has another primary', () => {
  const { tcp_keepidle, tcp_keepintvl, tcp_keepcnt, tcp_user_timeout } = settings() as Record<string, string>;
  const ttl = 20;
  expect(Number(tcp_keepidle) + Number(tcp_keepintvl) * Number(tcp_keepcnt)).toBeLessThan(ttl);
  expect(Number(tcp_user_timeout) / 1000).toBeLessThan(ttl);
});

test('with TLS it takes no client without it, and checks the server', () => {
  expect(settings({}, TLS)).toMatchObject({
    client_tls_sslmode: 'require',
    client_tls_cert_file: '/etc/scaleout/tls/tls.crt',
    client_tls_key_file: '/etc/scaleout/tls/tls.key',
    server_tls_sslmode: 'verify-ca',
    server_tls_ca_file: '/etc/scaleout/tls/ca.crt',
  });
});
test('while TLS is not required it takes clients with it and without, and goes to members with it and without', () => {
  expect(settings({}, { tls: { ...TLS.tls, required: false } })).toMatchObject({
    client_tls_sslmode: 'allow',
    server_tls_sslmode: 'prefer',
  });
});
test('without TLS the file says nothing of it', () => {
  expect(text()).not.toContain('tls');
});
