/** Masters on nodes of their own: two that are lost together may leave no majority to replace them. */
import type { Step } from '../model';
import { type Cluster, type Live } from './cluster';
import { masterOf, replicasOf } from './roles';

/** Has a replica on an emptier node take over from one of several masters on the same node. */
export function spread(cluster: Cluster): Step[] {
  const masters = Array.from({ length: cluster.wanted.shards }, (_, shard) => masterOf(cluster, shard)).filter(
    (master): master is Live => master !== undefined,
  );
  const count = (host: string | undefined) => masters.filter((master) => master.host === host).length;
  const crowded = masters.filter(({ host }) => host !== undefined && count(host) > 1);
  for (const master of crowded.sort((a, b) => count(b.host) - count(a.host) || a.shard - b.shard)) {
    const heir = replicasOf(cluster, master).find(
      ({ host }) => host !== undefined && count(host) + 1 < count(master.host),
    );
    if (heir === undefined) continue;
    const why = `${count(master.host)} masters are on the node ${master.host ?? ''}, and ${count(heir.host)} on its own`;
    return [{ do: 'fail-over', pod: heir.pod, why }];
  }
  return [];
}
