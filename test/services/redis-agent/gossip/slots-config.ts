import type { Known } from './known';
import type { GossipNode } from './node';
import { SlotSet } from './slot-set';

/**
 * `clusterUpdateSlotsConfigWith`: a master claims slots with an epoch. They are its own when nobody has them, when their owner claims them no
 * more, or when its epoch is higher. Whoever loses its last slots to it follows it.
 */
export function updateSlots(node: GossipNode, claimer: Known, epoch: number, claims: SlotSet): void {
  if (claimer.myself) return;
  const current = node.isMaster ? node.myself : node.master;

  // Slots that it has and does not claim stay with it for now, and anybody may take them.
  node.unclaimed = node.unclaimed.minus(claims.and(claimer.slots)).plus(claimer.slots.minus(claims));

  // One that is on its way here is settled by hand.
  const wanted = claims.minus(claimer.slots).minus(SlotSet.ofSlots(node.importing.keys()));
  if (wanted.isEmpty) {
    followGrandmaster(node);
    return;
  }
  let taken = wanted.minus(node.assigned);
  let takenFromUs = SlotSet.NONE;
  let dirty = new Map<string, number>();
  for (const owner of node.known.values()) {
    const both = wanted.and(owner.slots);
    const lost = owner.configEpoch < epoch ? both : both.and(node.unclaimed);
    if (lost.isEmpty) continue;
    taken = taken.plus(lost);
    if (owner === current) takenFromUs = lost;
    if (owner.myself) dirty = node.keysIn(lost);
  }
  node.give(taken, claimer);

  // `cluster-allow-replica-migration no`: only when all that the claimer has was ours.
  if (!takenFromUs.isEmpty && current?.slots.isEmpty === true && claims.count === takenFromUs.count) {
    node.follow(claimer);
    return;
  }
  if (followGrandmaster(node) || dirty.size === 0) return;
  for (const key of dirty.keys()) node.keys.delete(key);
  node.world.letGo(node, dirty, 'slots lost', claimer.id);
}

/** A replica of a replica follows that one's master. */
function followGrandmaster(node: GossipNode): boolean {
  const grandmaster = node.master?.masterId === undefined ? undefined : node.known.get(node.master.masterId);
  if (grandmaster === undefined || grandmaster.myself) return false;
  node.follow(grandmaster);
  return true;
}
