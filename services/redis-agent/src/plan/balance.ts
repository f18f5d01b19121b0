/** Slots where they belong: every shard has its share. */
import { SLOTS, type Step } from '../model';
import type { Cluster, Live } from './cluster';
import { masterOf } from './roles';

/** Slots moved between two looks at the cluster. */
const BATCH = 1024;

/** Moves slots from who has too many to who has too few; a shard that is to go has nothing to keep. */
export function balance(cluster: Cluster): Step[] {
  const masters = Array.from({ length: cluster.wanted.shards }, (_, shard) => masterOf(cluster, shard));
  const receivers = masters.filter((master): master is Live => master !== undefined);
  if (receivers.length < masters.length) return [];
  const share = (shard: number) => Math.floor(SLOTS / masters.length) + (shard < SLOTS % masters.length ? 1 : 0);

  const nodes = cluster.core.map((member) => {
    const target = receivers.includes(member) ? share(member.shard) : 0;
    return { member, surplus: cluster.slotCount(member.state.id) - target, isMaster: receivers.includes(member) };
  });
  // One slot more or less is as good.
  if (nodes.every(({ surplus, isMaster }) => (isMaster ? Math.abs(surplus) <= 1 : surplus === 0))) return [];
  const [donor] = [...nodes]
    .sort((a, b) => Number(a.isMaster) - Number(b.isMaster) || b.surplus - a.surplus)
    .filter(({ surplus }) => surplus > 0);
  const [receiver] = [...nodes].sort((a, b) => a.surplus - b.surplus);
  if (donor === undefined || receiver === undefined || receiver.surplus >= 0) return [];
  const count = Math.min(donor.surplus, -receiver.surplus, BATCH);
  const { id } = donor.member.state;
  const slots = cluster.owners.flatMap((owner, slot) => (owner === id ? [slot] : [])).slice(-count);
  const why = cluster.isWanted(donor.member)
    ? `${receiver.member.pod} has ${-receiver.surplus} too few`
    : `${donor.member.pod} is to go`;
  return [{ do: 'move-slots', from: donor.member.pod, to: receiver.member.pod, slots, why }];
}
