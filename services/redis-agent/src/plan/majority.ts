/** Masters lost for good whose replicas Redis itself does not elect: because nobody notices, or because too few are left to vote. */
import { refusal } from '../codes';
import { podOf, selfOf, type Cluster, type Live } from './cluster';
import type { Part } from './part';

/**
 * Has a replica ask for votes where nobody notices that its master is lost. Refuses where there can be no majority: Redis waits forever then,
 * and only people may say who takes over. A master that only does not answer may still come back and vote.
 */
export function majority(cluster: Cluster): Part[] {
  const masters = cluster.ownerCount;
  // Whoever is lost without a copy is not among them: it is forgotten, and its slots go to a new master, which votes.
  const lost = cluster.missing.flatMap(({ id, hostname }) => {
    const hasNewIdentity = cluster.pod(podOf(hostname))?.state !== undefined;
    const heir = hasNewIdentity && cluster.slotCount(id) > 0 ? aheadOf(cluster, id) : undefined;
    return heir === undefined ? [] : [{ id, heir }];
  });
  if (lost.length === 0) return [];
  if (masters - lost.length <= masters / 2) {
    const heirs = lost.map(({ heir }) => heir);
    return [tooFew(masters, heirs)];
  }
  const why = 'its master has lost its volume, and nobody notices';
  return lost
    .filter(({ id }) => isOverlooked(cluster, id))
    .map(({ heir: { pod } }) => ({ steps: [{ do: 'fail-over', pod, force: true, why }] }));
}

function tooFew(masters: number, heirs: readonly Live[]): Part {
  const shards = heirs.map(({ shard }) => shard).join(', ');
  const pods = heirs.map(({ pod }) => pod).join(', ');
  return {
    refusals: [
      refusal(
        'SCALE-AGENT-005',
        `Shards whose masters have lost their volumes: ${shards}. Too few of ${masters} masters can vote for others. Their replicas have the data: say CLUSTER FAILOVER TAKEOVER on ${pods}.`,
      ),
    ],
  };
}

/**
 * Whether no node will find out that it is lost. Redis takes the address from a node when another answers there, as after a new start under its
 * name, and suspects nobody who has none; without a suspicion a replica does not stand for election, and masters do not vote for it unasked.
 */
function isOverlooked(cluster: Cluster, id: string): boolean {
  if (cluster.expected.some(({ state }) => state === undefined)) return false;
  const views = cluster.core.flatMap(({ state }) =>
    state.peers.flatMap((peer) => (peer.id === id ? [{ peer, votes: cluster.slotCount(state.id) > 0 }] : [])),
  );
  if (views.some(({ peer }) => !peer.noAddress && peer.failing !== 'fail')) return false;
  return views.some(({ peer, votes }) => votes && peer.failing !== 'fail');
}

/** Of the replicas of a master, the one that has most of its data. */
const aheadOf = (cluster: Cluster, id: string): Live | undefined =>
  [...cluster.core]
    .filter((member) => selfOf(member).masterId === id)
    .sort((a, b) => b.state.offset - a.state.offset || a.ordinal - b.ordinal)[0];
