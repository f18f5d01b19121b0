/** Shards that are not wanted any more. They go when they hold nothing, and not before. */
import type { Step } from '../model';
import { isBlank, podOf, type Cluster } from './cluster';

/** Empties nodes of such shards, then has Kubernetes take them away. */
export function removal(cluster: Cluster): Step[] {
  const shards = new Set(
    cluster.sight.members
      .filter(({ shard, address }) => shard >= cluster.wanted.shards && address !== undefined)
      .map(({ shard }) => shard),
  );
  return [...shards].sort((a, b) => b - a).flatMap((shard) => remove(cluster, shard));
}

function remove(cluster: Cluster, shard: number): Step[] {
  const ids = [
    ...cluster.live.filter((member) => member.shard === shard).map(({ state }) => state.id),
    ...cluster.missing.filter(({ hostname }) => cluster.pod(podOf(hostname))?.shard === shard).map(({ id }) => id),
  ];
  if (ids.some((id) => cluster.slotCount(id) > 0)) return [];
  const members = cluster.live.filter((member) => member.shard === shard);
  const why = 'its shard is not wanted any more, and its slots are elsewhere';
  const resets = members
    .filter((member) => cluster.core.includes(member))
    .map(({ pod }): Step => ({ do: 'reset', pod, flush: false, why }));
  if (resets.length > 0) return resets;
  return members.every(isBlank) ? [{ do: 'remove-shard', shard, why }] : [];
}
