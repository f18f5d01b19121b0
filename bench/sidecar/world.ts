/** What is watched: a Postgres primary with a replica, PgBouncer before it, and a Redis Cluster of three shards with a replica each. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MONITOR_RIGHTS, MONITOR_USER } from '@scaleout/health-contract';
import { install } from '../../tools/servers/install';
import { startPgbouncer, type Pgbouncer } from '../../test/services/postgres-server/pgbouncer';
import { startPostgres, startReplica, type Postgres } from '../../test/services/postgres-server/postgres';
import { newFolder, stopAll as stopPostgres } from '../../test/services/postgres-server/processes';
import { formCluster, startNodes, until } from '../../test/services/redis/cluster';
import { stopAll as stopRedis, type RedisNode } from '../../test/services/redis/servers';

export const PASSWORD = 'of-the-monitor';
/** What the log of Postgres has before each line: who, and what for. */
const PREFIX = '%m [%p] %q%u@%d ';

/** All that runs; some of it is replaced when it is killed and started again. */
export interface World {
  primary: Postgres;
  readonly replica: Postgres;
  readonly pooler: Pgbouncer;
  readonly nodes: RedisNode[];
  /** The file with the monitor's password. */
  readonly passwordFile: string;
}

/** As services/postgres/sql/database.sql makes them. */
const ROLES = `
CREATE ROLE ${MONITOR_USER} LOGIN PASSWORD '${PASSWORD}' CONNECTION LIMIT 8;
GRANT pg_monitor TO ${MONITOR_USER};
CREATE DATABASE app;
REVOKE ALL ON DATABASE app FROM PUBLIC;
GRANT CONNECT ON DATABASE app TO ${MONITOR_USER}`;

const TABLES = `
CREATE TABLE orders AS SELECT id, md5(id::text) AS text FROM generate_series(1, 50000) AS id;
CREATE INDEX ON orders (id)`;

/** Raises it, with some tables and keys. */
export async function raise(): Promise<World> {
  for (const name of ['redis', 'postgres', 'pgbouncer'] as const) await install(name);
  // The chart's number of connections, so that the views have no fewer rows than there.
  const primary = await startPostgres({ config: { log_line_prefix: PREFIX, max_connections: 200 } });
  // One by one: none of them may be in a transaction with others.
  for (const statement of ROLES.split(';')) await primary.call(statement);
  await primary.call(TABLES, 'app');
  const replica = await startReplica(primary, { config: { log_line_prefix: PREFIX, max_connections: 200 } });
  await until('the replica streams', async () => {
    return (await primary.call("SELECT FROM pg_stat_replication WHERE state = 'streaming'")).length === 1;
  });
  const pooler = await startPgbouncer(primary, {
    users: { [MONITOR_USER]: PASSWORD },
    config: { stats_users: MONITOR_USER },
  });
  const nodes = await startNodes(6, 'redis', () => ({
    config: { user: `${MONITOR_USER} on >${PASSWORD} ${MONITOR_RIGHTS.join(' ')}` },
  }));
  await formCluster(
    nodes.slice(0, 3),
    nodes.slice(3).map((node, index) => [node, index] as const),
  );
  const passwordFile = join(newFolder('monitor'), 'password');
  writeFileSync(passwordFile, PASSWORD);
  return { primary, replica, pooler, nodes, passwordFile };
}

/** Ends all that was started, the contenders too. */
export const raze = async (): Promise<void> => {
  await Promise.all([stopPostgres(), stopRedis()]);
};
