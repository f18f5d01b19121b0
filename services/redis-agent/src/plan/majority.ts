/** Masters lost for good while too few are left to elect others: Redis waits forever then, and only people may say who takes over. */
import { podOf, selfOf, type Cluster, type Live } from './cluster';
import type { Part } from './part';

/** Refuses when replicas wait for an election that cannot be. A master that only does not answer may still come back and vote. */
export function majority(cluster: Cluster): Part[] {
  const masters = cluster.ownerCount;
  // Whoever is lost without a copy is not among them: it is forgotten, and its slots go to a new master, which votes.
  const lost = cluster.missing.flatMap(({ id, hostname }) => {
    const hasNewIdentity = cluster.pod(podOf(hostname))?.state !== undefined;
    const heir = hasNewIdentity && cluster.slotCount(id) > 0 ? aheadOf(cluster, id) : undefined;
    return heir === undefined ? [] : [{ id, heir }];
  });
  const heirs = lost
    .filter(({ id }) => masters - lost.length - blindTo(cluster, id) <= masters / 2)
    .map(({ heir }) => heir);
  if (heirs.length === 0) return [];
  const shards = heirs.map(({ shard }) => shard).join(', ');
  const pods = heirs.map(({ pod }) => pod).join(', ');
  return [
    {
      refusals: [
        `Shards whose masters have lost their volumes: ${shards}. Too few of ${masters} masters can vote for others. Their replicas have the data: say CLUSTER FAILOVER TAKEOVER on ${pods}.`,
      ],
    },
  ];
}

/**
 * How many masters never vote for a replica of a lost one. Redis takes the address from a node when another answers there, as after a new start
 * under its name, and suspects nobody who has none; it hears that it has failed from whoever finds out, once.
 */
function blindTo(cluster: Cluster, id: string): number {
  if (cluster.expected.some(({ state }) => state === undefined)) return 0;
  const views = cluster.core.flatMap(({ state }) =>
    state.peers.flatMap((peer) => (peer.id === id ? [{ peer, hasSlots: cluster.slotCount(state.id) > 0 }] : [])),
  );
  if (views.some(({ peer }) => !peer.noAddress && peer.failing !== 'fail')) return 0;
  return views.filter(({ peer, hasSlots }) => hasSlots && peer.failing !== 'fail').length;
}

/** Of the replicas of a master, the one that has most of its data. */
const aheadOf = (cluster: Cluster, id: string): Live | undefined =>
  [...cluster.core]
    .filter((member) => selfOf(member).masterId === id)
    .sort((a, b) => b.state.offset - a.state.offset || a.ordinal - b.ordinal)[0];
