/** Who talks to a Postgres cluster, and to whom its members do. */
import { addFlow } from '../network/flow';
import type { Param } from '../values/expr';
import { and, not } from '../values/ops';
import type { Client } from '../workload/connection';
import type { ClientPool } from './client-pool';
import { PATRONI_PORT, POSTGRES_PORT } from './names';
import type { PostgresCluster } from './postgres-cluster';

/** The Job that configures a running cluster, as a component. */
export const configureComponent = (database: PostgresCluster): string => `${database.node.id}-configure`;

/** Members among themselves, their Job, and the store of Patroni. */
export function addClusterFlows(database: PostgresCluster): void {
  const to = { component: database.node.id };
  const { runs: when } = database;
  addFlow(database, { from: to, to, ports: [POSTGRES_PORT, PATRONI_PORT], purpose: 'replication, Patroni', when });
  addFlow(database, { from: to, to: { outside: 'api-server' }, ports: [], purpose: 'leader lock', when });
  addFlow(database, { from: { outside: 'scrapers' }, to, ports: [PATRONI_PORT], purpose: 'metrics', when });
  const from = { component: configureComponent(database) };
  addFlow(database, { from, to, ports: [PATRONI_PORT], purpose: 'settings', when });
}

/** A pooler leads to the members; the one that is to be primary no more has it hold queries back. */
export function addPoolFlows(database: PostgresCluster, { path, active, pods }: ClientPool): void {
  const pooler = { component: path };
  const members = { component: database.node.id };
  const ports = [pods.port, pods.replicaPort];
  addFlow(database, { from: pooler, to: members, ports: [POSTGRES_PORT], purpose: 'SQL', when: active });
  addFlow(database, { from: members, to: pooler, ports, purpose: 'pause', when: active });
}

/** A client comes by the pooler, or straight, or goes to a database that is there already. */
export function addClientFlows(database: PostgresCluster, { component, runs: there = true }: Client): void {
  const from = { component };
  const { pool, runs, values } = database;
  const pooled = pool?.active ?? false;
  const sql = (to: Parameters<typeof addFlow>[1]['to'], ports: readonly Param<number>[], when: Param<boolean>) => {
    addFlow(database, { from, to, ports, purpose: 'SQL', when: and(there, when) });
  };
  if (pool !== undefined) sql({ component: pool.path }, [pool.pods.port, pool.pods.replicaPort], pooled);
  sql({ component: database.node.id }, [POSTGRES_PORT], and(runs, not(pooled)));
  sql({ outside: 'others' }, [values.external.port], not(runs));
}
