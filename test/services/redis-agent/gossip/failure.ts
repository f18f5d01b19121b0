/** Who is taken to be lost: `PFAIL` by one node alone, `FAIL` by a majority of masters. */
import type { Known } from './known';
import type { GossipNode } from './node';
import { NODE_TIMEOUT } from './world';

/** `CLUSTER_FAIL_REPORT_VALIDITY_MULT`, `CLUSTER_FAIL_UNDO_TIME_MULT`. */
const REPORT_VALID = 2 * NODE_TIMEOUT;
const UNDO_AFTER = 2 * NODE_TIMEOUT;

/** `clusterCron`: no answer for longer than the timeout, and nothing else from it either. */
export function suspect(node: GossipNode): void {
  const { now } = node.world;
  for (const known of node.others) {
    if (known.noAddress || known.handshake || known.pingSentAt === undefined || known.failing !== 'no') continue;
    if (now - Math.max(known.pingSentAt, known.dataAt) <= NODE_TIMEOUT) continue;
    known.failing = 'suspected';
    if (node.isMaster && node.quorum === 1) markAsFailing(node, known);
  }
}

/** `markNodeAsFailingIfNeeded`. */
export function markAsFailing(node: GossipNode, known: Known): void {
  if (known.failing !== 'suspected') return;
  const { now } = node.world;
  for (const [id, at] of known.reports) if (now - at > REPORT_VALID) known.reports.delete(id);
  if (known.reports.size + (node.isMaster ? 1 : 0) < node.quorum) return;
  fail(node, known);
  for (const { linked, handshake, ip } of node.others) {
    const other = linked && !handshake ? node.world.bus(node, ip) : undefined;
    if (other?.known.has(node.id) !== true) continue;
    const there = other.known.get(known.id);
    if (there !== undefined && !there.myself && there.failing !== 'fail') fail(other, there);
  }
}

function fail(node: GossipNode, known: Known): void {
  known.failing = 'fail';
  known.failedAt = node.world.now;
}

/** `clearNodeFailureIfNeeded`: a master with slots only when nobody has taken them for a while. */
export function clearFailureIfPossible(node: GossipNode, known: Known): void {
  const ownsSlots = known.role === 'master' && !known.slots.isEmpty;
  if (!ownsSlots || node.world.now - known.failedAt > UNDO_AFTER) known.failing = 'no';
}
