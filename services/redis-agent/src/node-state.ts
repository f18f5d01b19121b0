/** What a node says of itself, asked in one go. */
import { parseInfo, parseNodes } from '@scaleout/redis-nodes';
import type { Node, Reply } from './connection';
import type { NodeState } from './model';

/** The setting that says that a node is about to stop: Redis never elects a replica of priority 0. */
export const LEAVING_PRIORITY = '0';
export const PRIORITY_SETTING = 'replica-priority';

/** @throws Error with the node's own word, `LOADING …` among them */
export async function askState(node: Node): Promise<NodeState> {
  const [nodes, cluster, info, keys, priority] = await node.all([
    ['CLUSTER', 'NODES'],
    ['CLUSTER', 'INFO'],
    ['INFO', 'replication'],
    ['DBSIZE'],
    ['CONFIG', 'GET', PRIORITY_SETTING],
  ]);
  const peers = parseNodes(textOf(nodes));
  const self = peers.find(({ myself }) => myself);
  if (self === undefined) throw new Error('it does not list itself');
  const facts = parseInfo(textOf(info));
  const fact = (name: string) => facts.get(name) ?? '';
  return {
    id: self.id,
    keys: Number(keys),
    peers,
    masterHost: fact('master_host'),
    masterLinkUp: fact('master_link_status') === 'up',
    syncing: fact('master_sync_in_progress') === '1',
    answering: parseInfo(textOf(cluster)).get('cluster_state') === 'ok',
    leaving: Array.isArray(priority) && priority[1] === LEAVING_PRIORITY,
    offset: Number(fact('slave_repl_offset') || fact('master_repl_offset') || 0),
  };
}

const textOf = (reply: Reply | undefined): string => (typeof reply === 'string' ? reply : '');
