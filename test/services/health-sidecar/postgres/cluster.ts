/** A Postgres cluster as the sidecar meets it: members at addresses of their own, a role that may only look, and an app. */
import { startPostgres, startReplica, type Postgres } from '../../postgres-server/postgres';
import { until } from '../../redis/cluster';
import { passwordFile } from './look';

const MONITOR_PASSWORD = 'watching';
const APP_PASSWORD = 'serving';

/** How the sidecar logs in; what it may see is in {@link startPrimary}. */
export const MONITOR = { user: 'monitor', passwordFile: () => passwordFile(MONITOR_PASSWORD) };
/** How the app logs in, and the pooler for it. */
export const APP = { user: 'app', password: APP_PASSWORD, passwordFile: () => passwordFile(APP_PASSWORD) };

/** As the chart has it: whoever logs in as the app acts as the owner of its database. */
const ROLES = [
  `CREATE ROLE monitor LOGIN PASSWORD '${MONITOR_PASSWORD}' IN ROLE pg_monitor`,
  'CREATE ROLE app_owner NOLOGIN',
  `CREATE ROLE app LOGIN PASSWORD '${APP_PASSWORD}' IN ROLE app_owner`,
  "ALTER ROLE app SET role = 'app_owner'",
  'CREATE DATABASE app OWNER app_owner',
  'REVOKE ALL ON DATABASE app FROM PUBLIC',
  'GRANT CONNECT ON DATABASE app TO app, app_owner, monitor',
];

export async function startPrimary(config: Readonly<Record<string, string | number>> = {}): Promise<Postgres> {
  const primary = await startPostgres({ config });
  for (const statement of ROLES) await primary.call(statement);
  await primary.call('CREATE TABLE t (a int)', 'app');
  return primary;
}

/** A primary and so many replicas that stream from it. */
export async function startCluster(replicas: number): Promise<[primary: Postgres, ...replicas: Postgres[]]> {
  const primary = await startPrimary();
  const others = await Promise.all(Array.from({ length: replicas }, () => startReplica(primary)));
  await until('all stream', async () => {
    const rows = await primary.call("SELECT 1 FROM pg_stat_replication WHERE state = 'streaming'");
    return rows.length === replicas;
  });
  return [primary, ...others];
}

/** What the sidecar is told of a cluster. */
export const replicationOf = (members: readonly Postgres[], maxLagSeconds = 5) => ({
  user: MONITOR.user,
  passwordFile: MONITOR.passwordFile(),
  name: 'app',
  port: members[0]?.port ?? 0,
  members: members.map(({ host }) => host),
  maxLagSeconds,
});
