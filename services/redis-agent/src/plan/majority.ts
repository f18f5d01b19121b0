/** Most masters lost for good at once: Redis elects nobody then, and only people may say that those who are left decide. */
import { podOf, selfOf, type Cluster, type Live } from './cluster';
import type { Part } from './part';

/** Refuses when replicas wait for an election that cannot be: a master that only does not answer may still come back and vote. */
export function majority(cluster: Cluster): Part[] {
  const masters = cluster.ownerCount;
  const heirs = cluster.missing.flatMap(({ id, hostname }) => {
    const hasNewIdentity = cluster.pod(podOf(hostname))?.state !== undefined;
    const heir = hasNewIdentity && cluster.slotCount(id) > 0 ? aheadOf(cluster, id) : undefined;
    return heir === undefined ? [] : [heir];
  });
  // Whoever is lost without a copy is not among them: it is forgotten, and its slots go to a new master, which votes.
  if (heirs.length === 0 || masters - heirs.length > masters / 2) return [];
  const shards = heirs.map(({ shard }) => shard).join(', ');
  const pods = heirs.map(({ pod }) => pod).join(', ');
  return [
    {
      refusals: [
        `The masters of the shards ${shards} have lost their volumes, ${heirs.length} of ${masters} masters: too few are left to elect others. Their replicas have the data: say CLUSTER FAILOVER TAKEOVER on ${pods}.`,
      ],
    },
  ];
}

/** Of the replicas of a master, the one that has most of its data. */
const aheadOf = (cluster: Cluster, id: string): Live | undefined =>
  [...cluster.core]
    .filter((member) => selfOf(member).masterId === id)
    .sort((a, b) => b.state.offset - a.state.offset || a.ordinal - b.ordinal)[0];
