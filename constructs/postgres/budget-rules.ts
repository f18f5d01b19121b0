/** The connection budget as rules: what all clients may open has to fit, with a pooler and without. */
import type { Construct } from 'constructs';
import type { Code } from '../errors';
import type { Param } from '../values/expr';
import { and, gt, not, str, sub } from '../values/ops';
import { Rule } from '../values/rules';
import type { PostgresCluster } from './postgres-cluster';

/** Adds the rules under `scope`. They are worked out when they are asked for: clients and pooler come after the cluster. */
export function addBudgetRules(scope: Construct, path: string, cluster: PostgresCluster): void {
  const { maxConnections } = cluster.sizing;
  const free = sub(maxConnections, cluster.values.reservedConnections);
  const lazily = (code: Code, at: () => string, broken: () => Param<boolean>, message: () => Param<string>) =>
    new Rule(scope, {
      code,
      get path() {
        return at();
      },
      get broken() {
        return broken();
      },
      get message() {
        return message();
      },
    });
  const pooled = () => cluster.pool?.active ?? false;
  const { budget } = cluster;

  lazily(
    'SCALE-POSTGRES-002',
    () => `${path}.maxConnections`,
    () => and(cluster.runs, not(pooled()), gt(budget.connections, free)),
    () =>
      str`${budget.sum}: in all ${budget.connections}, and of ${maxConnections} connections ${cluster.values.reservedConnections} are reserved, so there are ${free}`,
  );
  lazily(
    'SCALE-POSTGRES-003',
    () => `${cluster.pool?.path ?? path}.maxClientConnections`,
    () => and(pooled(), gt(budget.connections, cluster.pool?.clientConnections ?? 0)),
    () =>
      str`${budget.sum}: in all ${budget.connections}, and the poolers take ${cluster.pool?.clientConnections ?? 0} with one of them away`,
  );
  lazily(
    'SCALE-POSTGRES-004',
    () => `${cluster.pool?.path ?? path}.serverConnections`,
    () => and(pooled(), gt(cluster.pool?.serverConnections ?? 0, free)),
    () =>
      str`the poolers may open ${cluster.pool?.serverConnections ?? 0} connections, and of ${maxConnections} ${cluster.values.reservedConnections} are reserved, so there are ${free}`,
  );
}
