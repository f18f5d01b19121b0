/** Clusters as their nodes would write of them, for what is decided without a server. */
import { parseNodes } from '@scaleout/redis-nodes';
import { factsOf, viewOf } from '../../../../services/health-sidecar/src/redis/answers';
import type { ClusterTold } from '../../../../services/health-sidecar/src/redis/ask';
import type { Seen } from '../../../../services/health-sidecar/src/redis/judge';

/** A node as it is. */
export interface Written {
  /** `0-1`: the second of the first shard. */
  readonly name: string;
  /** The name of its master. */
  readonly master?: string;
  readonly slots?: string;
  readonly epoch?: number;
  readonly answers?: boolean;
  readonly state?: 'ok' | 'fail';
  readonly link?: 'up' | 'down';
  readonly offset?: number;
  readonly history?: string;
  readonly hits?: number;
  readonly flags?: string;
}

/** An ID by a name. */
export const idOf = (name: string): string => Buffer.from(name).toString('hex').padEnd(40, '0').slice(0, 40);

/** What a node says of another, or of itself. */
export function lineOf(node: Written, index: number, myself: boolean): string {
  const { name, master, slots = '', epoch = 1, flags } = node;
  const role = master === undefined ? 'master' : 'slave';
  return [
    idOf(name),
    `10.0.0.${index + 1}:6379@16379,shop-redis-${name}.pods.shop.svc`,
    [...(myself ? ['myself'] : []), role, ...(flags === undefined ? [] : [flags])].join(','),
    master === undefined ? '-' : idOf(master),
    ...['0', '0', String(epoch), 'connected'],
    ...(slots === '' ? [] : slots.split(' ')),
  ].join(' ');
}

export const nodesOf = (nodes: readonly Written[], self: string): string =>
  nodes.map((node, index) => `${lineOf(node, index, node.name === self)}\n`).join('');

const sizeOf = ({ slots = '' }: Written): number =>
  slots.split(' ').reduce((sum, range) => {
    const [from, to = from] = range.split('-');
    return range === '' ? sum : sum + Number(to) - Number(from) + 1;
  }, 0);

/** `CLUSTER INFO` of a node that thinks well of all others. */
export function clusterInfoOf(nodes: readonly Written[], state: 'ok' | 'fail' = 'ok'): string {
  const assigned = nodes.reduce((sum, node) => sum + sizeOf(node), 0);
  const count = (flag: string) => nodes.reduce((sum, node) => sum + (node.flags === flag ? sizeOf(node) : 0), 0);
  const [failed, suspected] = [count('fail'), count('fail?')];
  return [
    `cluster_state:${state}`,
    `cluster_slots_assigned:${assigned}`,
    `cluster_slots_ok:${assigned - failed - suspected}`,
    `cluster_slots_pfail:${suspected}`,
    `cluster_slots_fail:${failed}`,
    `cluster_known_nodes:${nodes.length}`,
    '',
  ].join('\r\n');
}

export function infoOf({ master, link = 'up', offset = 100, history = 'h', hits = 3 }: Written): string {
  const replication =
    master === undefined
      ? ['role:master', `master_repl_offset:${offset}`]
      : ['role:slave', `master_link_status:${link}`, `slave_repl_offset:${offset}`, 'master_repl_offset:1'];
  return [
    ...['# Server', 'redis_version:8.0.2', '# Clients', 'connected_clients:2', '# Memory', 'used_memory:1000'],
    ...['maxmemory:0', '# Persistence', 'loading:0', '# Stats', `keyspace_hits:${hits}`, 'keyspace_misses:1'],
    ...['evicted_keys:0', '# Replication', ...replication, `master_replid:${history}`, '# Keyspace'],
    ...['db0:keys=7,expires=0,avg_ttl=0', ''],
  ].join('\r\n');
}

/** What a node says when it is asked; `views`: how it sees the others, where that is not as they are. */
export const toldBy = (node: Written, nodes: readonly Written[]): ClusterTold => ({
  latencyMs: 1,
  facts: factsOf(infoOf(node)),
  view: viewOf(clusterInfoOf(nodes, node.state), nodesOf(nodes, node.name)),
});

/** All nodes as they are seen, as the first tells of them. */
export function seenOf(
  nodes: readonly Written[],
  viewOfOne: (name: string) => readonly Written[] = () => nodes,
): Seen[] {
  const peers = parseNodes(nodesOf(nodes, nodes[0]?.name ?? ''));
  return nodes.flatMap((node, index) => {
    const listed = peers[index];
    if (listed === undefined) return [];
    return node.answers === false
      ? { listed, told: undefined, silence: 'refuses connections' }
      : { listed, told: toldBy(node, viewOfOne(node.name)), silence: undefined };
  });
}

/** Three shards with a replica each. */
export const WHOLE: readonly Written[] = [
  { name: '0-0', slots: '0-5460', epoch: 1 },
  { name: '0-1', master: '0-0', epoch: 1 },
  { name: '1-0', slots: '5461-10922', epoch: 2 },
  { name: '1-1', master: '1-0', epoch: 2 },
  { name: '2-0', slots: '10923-16383', epoch: 3 },
  { name: '2-1', master: '2-0', epoch: 3 },
];

/** The same cluster but for some of its nodes. */
export const but = (changes: Readonly<Record<string, Partial<Written>>>, nodes = WHOLE): readonly Written[] =>
  nodes.map((node) => ({ ...node, ...changes[node.name] }));
