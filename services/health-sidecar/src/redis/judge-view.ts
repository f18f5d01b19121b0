/** What one node's view of the cluster means. It has not asked the others itself: what it says of them it has by gossip. */
import { countOf, SLOTS, type Peer } from '@scaleout/redis-nodes';
import type { View } from './answers';
import type { ClusterTold } from './ask';
import type { Expected, Shard } from './judge';
import { namesOf } from './names';
import { many, some, type Finding } from './words';

/** What is to be said of a cluster after one node has been asked. */
export interface Glance extends Finding {
  readonly slots: { readonly assigned: number; readonly ok: number };
  readonly shards: readonly Shard[];
  readonly names: ReadonlyMap<string, string>;
}

export function judgeView({ view, facts }: ClusterTold, expected: Expected | undefined): Glance {
  const peers = view.peers.filter(({ handshake }) => !handshake);
  const names = namesOf(peers);
  const name = ({ id }: Peer) => names.get(id) ?? id.slice(0, 8);
  const masters = peers.filter(({ role, slots }) => role === 'master' && slots.length > 0);
  const replicasOf = ({ id }: Peer) => peers.filter(({ role, masterId }) => role === 'replica' && masterId === id);
  return {
    ...(failure(view) ??
      missing(
        peers,
        masters.map((master) => ({ name: name(master), replicas: replicasOf(master) })),
        expected,
        facts.role === 'replica' && facts.linkUp !== true ? view.self : undefined,
        name,
      )),
    slots: { assigned: view.assigned, ok: view.ok },
    shards: masters.map((master) => ({
      master: name(master),
      replicas: replicasOf(master).map(name).sort(),
      slots: master.slots,
    })),
    names,
  };
}

function failure(view: View): Finding | undefined {
  const { assigned, failed, suspected, state } = view;
  const unowned = SLOTS - assigned;
  // Counted twice, so that two answers that contradict each other are no good news.
  const listed = view.peers.reduce((sum, peer) => sum + (peer.role === 'master' ? countOf(peer.slots) : 0), 0);
  const faults = [
    ...(failed === 0 ? [] : [`the owner of ${many(failed, 'slot', 'slots')} is gone`]),
    ...(unowned === 0 ? [] : [`${many(unowned, 'slot has', 'slots have')} no owner`]),
    ...(listed >= assigned ? [] : [`${many(assigned - listed, 'slot', 'slots')} of unknown owners`]),
    ...(state === 'ok' ? [] : ['it refuses queries']),
  ];
  if (faults.length > 0) return { status: 'down', reason: `of ${SLOTS} slots ${view.ok} are served: ${some(faults)}` };
  if (suspected === 0) return undefined;
  return { status: 'degraded', reason: `the owner of ${many(suspected, 'slot', 'slots')} may be gone` };
}

function missing(
  peers: readonly Peer[],
  shards: readonly { readonly name: string; readonly replicas: readonly Peer[] }[],
  expected: Expected | undefined,
  unlinked: Peer | undefined,
  name: (peer: Peer) => string,
): Finding {
  const isGone = ({ failing, noAddress }: Peer) => failing !== 'no' || noAddress;
  const few = shards.flatMap((shard) => {
    const good = shard.replicas.filter((peer) => !isGone(peer) && peer !== unlinked).length;
    return expected !== undefined && good < expected.replicasPerShard
      ? [`${shard.name} has ${many(good, 'replica', 'replicas')} instead of ${expected.replicasPerShard}`]
      : [];
  });
  const isEnough = expected !== undefined && shards.length >= expected.shards && few.length === 0;
  const faults = [
    ...(expected !== undefined && shards.length < expected.shards
      ? [`there are ${many(shards.length, 'shard', 'shards')} instead of ${expected.shards}`]
      : []),
    ...(isEnough ? [] : peers.filter(isGone).map((peer) => `${name(peer)} is gone for the others`)),
    ...(unlinked === undefined ? [] : [`${name(unlinked)} does not hear its master`]),
    ...few,
  ];
  return faults.length === 0 ? { status: 'ok' } : { status: 'degraded', reason: some(faults) };
}
