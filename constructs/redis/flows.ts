/** Who talks to a Redis Cluster, and to whom its nodes do. */
import { addFlow } from '../network/flow';
import { and, eq, not } from '../values/ops';
import type { Client } from '../workload/connection';
import { AGENT_PORT, BUS_PORT, REDIS_PORT } from './names';
import type { RedisCluster } from './redis-cluster';

/** The Job that removes shards with the stack, as a component. */
export const removalComponent = (cache: RedisCluster): string => `${cache.node.id}-remove-shards`;

/**
 * Nodes and agents among themselves. The bus is for nodes of this very cluster: two clusters of which one gets addresses that the other
 * one had would become one.
 */
export function addClusterFlows(cache: RedisCluster): void {
  const to = { component: cache.node.id };
  const when = eq(cache.values.mode, 'cluster');
  const ports = [REDIS_PORT, BUS_PORT, AGENT_PORT];
  const api = { outside: 'api-server' } as const;
  addFlow(cache, { from: to, to, ports, purpose: 'replication, bus, agents', when });
  addFlow(cache, { from: to, to: api, ports: [], purpose: 'who acts', when });
  addFlow(cache, { from: { component: removalComponent(cache) }, to: api, ports: [], purpose: 'removal', when });
  addFlow(cache, { from: { outside: 'scrapers' }, to, ports: [AGENT_PORT], purpose: 'metrics', when });
}

/** A client goes to all nodes, or to a cache that is there already, at whatever port its nodes have. */
export function addClientFlows(cache: RedisCluster, { component, runs = true }: Client): void {
  const from = { component };
  const purpose = 'cache';
  addFlow(cache, { from, to: { component: cache.node.id }, ports: [REDIS_PORT], purpose, when: and(runs, cache.runs) });
  addFlow(cache, { from, to: { outside: 'others' }, ports: [], purpose, when: and(runs, not(cache.runs)) });
}
