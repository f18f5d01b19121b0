import type { Known } from './known';
import type { GossipNode } from './node';
import { slotOf } from './node';
import { SlotSet } from './slot-set';

/**
 * A start with what is on the volume: `nodes.conf`, which has no handshakes and no forgotten nodes, and the data.
 *
 * @param addressOf where a node is now, as far as whoever has prepared the file could tell
 */
export function boot(node: GossipNode, ip: string, addressOf: (known: Known) => string | undefined): void {
  node.myself.ip = ip;
  for (const known of node.others) {
    if (known.handshake) node.remove(known);
    known.ip = (known.hostname === '' ? undefined : addressOf(known)) ?? known.ip;
    known.reports.clear();
    Object.assign(known, { linked: false, meet: false, pingSentAt: undefined, pongAt: -Infinity });
    Object.assign(known, { dataAt: -Infinity, votedAt: -Infinity, failedAt: node.world.now });
  }
  node.forgotten.clear();
  node.unclaimed = SlotSet.NONE;
  Object.assign(node.election, { at: -Infinity, sent: false, votes: 0 });
  Object.assign(node, { leaving: false, manualFailover: false, forcedUntil: -Infinity });
  node.replicateNoMore();
  if (node.isMaster) claimKeys(node);
}

/** `verifyClusterConfigWithData`: keys of slots that nobody owns make it their owner; those of another's slots are on their way here. */
function claimKeys(node: GossipNode): void {
  for (const slot of new Set([...node.keys.keys()].map(slotOf))) {
    const owner = node.ownerOf(slot);
    if (owner === undefined) node.give(SlotSet.ofSlots([slot]), node.myself);
    else if (!owner.myself && !node.importing.has(slot)) node.importing.set(slot, owner.id);
  }
}
