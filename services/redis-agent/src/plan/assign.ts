/** Slots that nobody has ever had, or whose only copy is lost. */
import { refusal } from '../codes';
import { SLOTS, type Step } from '../model';
import { isBlank, selfOf, type Cluster, type Live } from './cluster';
import type { Part } from './part';
import { rangesOf, shareOf } from './slots';

/** Shares out slots without an owner, when every member is there to say that it has none of them. */
export function assign(cluster: Cluster): Part[] {
  const free = unclaimed(cluster);
  if (free.length === 0) return [];
  const away = cluster.expected.filter(({ state }) => state === undefined);
  if (away.length > 0) return [{ waits: [`${free.length} slots have no owner until all members are there`] }];

  const isNew = free.length === SLOTS;
  if (isNew) {
    const full = cluster.live.filter(({ state }) => state.keys > 0);
    if (full.length > 0) {
      return full.map(({ pod, state }) => ({
        refusals: [
          refusal(
            'SCALE-AGENT-003',
            `${pod} holds keys (${state.keys}), and no node has slots: this was no cluster of ours`,
          ),
        ],
      }));
    }
  }
  return [{ steps: [...(isNew ? epochs(cluster) : []), ...shares(cluster, free)] }];
}

/** Slots that no node says anybody has. */
function unclaimed(cluster: Cluster): number[] {
  // By slot. All nodes name all slots at each look: writing runs is cheap, collecting slots one by one is not.
  const claimed = new Array<boolean>(SLOTS).fill(false);
  for (const { state } of cluster.live)
    for (const { slots } of state.peers) for (const [from, to] of slots) claimed.fill(true, from, to + 1);
  return claimed.flatMap((isClaimed, slot) => (isClaimed ? [] : [slot]));
}

/** Each node an epoch of its own from the start, or they would have to fight it out. */
function epochs(cluster: Cluster): Step[] {
  return cluster.expected.flatMap((member, i): Step[] =>
    member.state !== undefined && isBlank(member as Live) && selfOf(member as Live).configEpoch === 0
      ? [{ do: 'set-epoch', pod: member.pod, epoch: i + 1, why: 'a new cluster' }]
      : [],
  );
}

function shares(cluster: Cluster, free: readonly number[]): Step[] {
  const { shards } = cluster.wanted;
  return Array.from({ length: shards }, (_, shard) => shard).flatMap((shard): Step[] => {
    const [from, to] = shareOf(shard, shards);
    const ranges = rangesOf(free.filter((slot) => slot >= from && slot <= to));
    const owner = ownerFor(cluster, shard);
    if (ranges.length === 0 || owner === undefined) return [];
    return [{ do: 'add-slots', pod: owner.pod, ranges, why: 'they have no owner' }];
  });
}

/** Who has slots of the shard already; else its first master. */
function ownerFor(cluster: Cluster, shard: number): Live | undefined {
  const [owner] = cluster.ownersIn(shard);
  return (
    owner ??
    cluster.live.find(
      (member) => member.shard === shard && cluster.isWanted(member) && selfOf(member).role === 'master',
    )
  );
}
