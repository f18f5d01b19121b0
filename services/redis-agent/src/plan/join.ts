/** Members that answer and do not belong to the cluster yet, or that others do not find any more. */
import { refusal } from '../codes';
import type { Step } from '../model';
import { isBlank, knownBy, podOf, selfOf, type Cluster, type Live } from './cluster';
import type { Part } from './part';
import { slotsOf } from './slots';

/** Makes one cluster of all members, and never of two clusters one. */
export function join(cluster: Cluster): Part[] {
  const asker = cluster.core.find(({ state }) => !state.leaving) ?? cluster.core[0];
  if (asker === undefined) return [];
  return [...cluster.strays.map((stray) => joinStray(cluster, asker, stray)), { steps: staleAddresses(cluster) }];
}

function joinStray(cluster: Cluster, asker: Live, stray: Live): Part {
  const { pod, state, address = '' } = stray;
  const meet = (why: string): Part =>
    asker.state.peers.some(({ handshake, ip }) => handshake && ip === address)
      ? { waits: [`${asker.pod} is just meeting ${pod}`] }
      : { steps: [{ do: 'meet', pod: asker.pod, other: pod, address, id: state.id, why }] };

  const foreign = foreigners(cluster, stray);
  if (foreign !== undefined) {
    return {
      refusals: [
        refusal(
          'SCALE-AGENT-001',
          `${pod} is in contact with ${foreign}, which is none of ours: two clusters would become one. If it was meant, remove its volume.`,
        ),
      ],
    };
  }
  if (cluster.core.some((member) => knownBy(member).some(({ id }) => id === state.id))) {
    return meet('the cluster knows it, and it does not know the cluster');
  }
  const isWanted = cluster.isWanted(stray);
  if (isBlank(stray)) return isWanted ? meet('it is new') : {};
  return selfOf(stray).slots.length === 0
    ? joinWithoutSlots(cluster, stray, isWanted, meet)
    : joinWithSlots(cluster, stray, meet);
}

type Meet = (why: string) => Part;

function joinWithoutSlots(cluster: Cluster, stray: Live, isWanted: boolean, meet: Meet): Part {
  const { pod, state } = stray;
  const isNew = knownBy(stray).every(({ id }) => cluster.member(id) !== undefined) && !isForgotten(cluster, stray);
  if (isWanted && state.keys === 0 && isNew) {
    return meet('it has met others, and not the cluster yet');
  }
  if (state.keys > 0 && selfOf(stray).role === 'master') {
    const found = `${pod} holds keys (${state.keys}) and no slots, and does not belong to the cluster`;
    return { refusals: [refusal('SCALE-AGENT-003', found)] };
  }
  return {
    steps: [{ do: 'reset', pod, flush: false, why: 'it comes back with an identity that the cluster has forgotten' }],
  };
}

/** Whether it knows nodes of the cluster that have forgotten it: nobody is just meeting it. */
const isForgotten = (cluster: Cluster, stray: Live): boolean =>
  knownBy(stray).some(({ id }) => cluster.core.some((member) => member.state.id === id)) &&
  !cluster.core.some(({ state }) => state.peers.some(({ handshake, ip }) => handshake && ip === stray.address));

function joinWithSlots(cluster: Cluster, stray: Live, meet: Meet): Part {
  const { pod } = stray;
  const self = selfOf(stray);
  const claimed = [...slotsOf(self.slots)];
  const taken = claimed.filter((slot) => cluster.owners[slot] !== undefined);
  if (taken.length === 0) return meet('it holds slots that nobody else has');
  const newer = taken.every((slot) => {
    const owner = cluster.member(cluster.owners[slot]);
    return owner !== undefined && selfOf(owner).configEpoch > self.configEpoch;
  });
  if (newer && taken.length === claimed.length) {
    return {
      steps: [{ do: 'reset', pod, flush: true, why: 'all its slots have newer owners: what it holds is obsolete' }],
    };
  }
  return {
    refusals: [
      refusal(
        'SCALE-AGENT-004',
        `${pod} and the cluster both hold ${taken.length} slots, and it is not clear whose are newer. Remove the volume of the one that is not wanted.`,
      ),
    ],
  };
}

/** A node of another cluster that this one is in contact with. */
function foreigners(cluster: Cluster, stray: Live): string | undefined {
  const foreign = knownBy(stray).find(
    ({ id, hostname, connected }) =>
      connected && hostname !== '' && cluster.member(id) === undefined && cluster.pod(podOf(hostname)) === undefined,
  );
  return foreign?.hostname;
}

/** Nodes that look for another where it is not any more: they are told where it is. */
function staleAddresses(cluster: Cluster): Step[] {
  return cluster.core.flatMap((member) =>
    knownBy(member).flatMap(({ id, ip, connected }): Step[] => {
      const other = cluster.member(id);
      if (connected || other?.address === undefined || ip === other.address) return [];
      if (member.state.peers.some((peer) => peer.handshake && peer.ip === other.address)) return [];
      const { pod, address } = other;
      return [
        { do: 'meet', pod: member.pod, other: pod, address, id, why: `it looks for it at ${ip || 'no address'}` },
      ];
    }),
  );
}
