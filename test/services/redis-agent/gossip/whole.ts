import { SLOTS, type Wanted } from '../../../../services/redis-agent/src/model';
import { podName, type GossipCluster, type Pod } from './cluster';
import { slotOf } from './node';

/** What is wanted is there, and nothing else. */
export function checkWhole(cluster: GossipCluster, { shards, replicasPerShard }: Wanted): void {
  const places = Array.from({ length: shards }, (_, shard) =>
    Array.from({ length: 1 + replicasPerShard }, (_none, ordinal) => cluster.pod(podName({ shard, ordinal }))),
  );
  const pods = places.flat();
  expect(
    [...cluster.pods.values()]
      .filter(({ isUp }) => isUp)
      .map(({ name }) => name)
      .sort(),
  ).toEqual(pods.map(({ name }) => name).sort());
  const ids = pods.map(({ node }) => node.id).sort();
  for (const { node } of pods) {
    expect([...node.known.keys()].sort()).toEqual(ids);
    expect([...node.migrating, ...node.importing]).toEqual([]);
  }
  let sum = 0;
  for (const shard of places) sum += checkShard(pods, shard, SLOTS / shards);
  expect(sum).toBe(SLOTS);
  checkKeys(cluster);
}

/** @returns how many slots it has */
function checkShard(pods: readonly Pod[], shard: readonly Pod[], share: number): number {
  const masters = shard.filter(({ node }) => node.isMaster);
  expect(masters).toHaveLength(1);
  const [{ node: master }] = masters as [Pod];
  for (const { node } of shard) {
    if (node === master) continue;
    expect(node.myself.masterId).toBe(master.id);
    expect(node.linkUp).toBe(true);
    expect(node.keys).toEqual(master.keys);
  }
  const { slots } = master.myself;
  for (const { node } of pods) expect(node.known.get(master.id)?.slots.ranges).toEqual(slots.ranges);
  expect(Math.abs(slots.count - share)).toBeLessThan(2);
  return slots.count;
}

/** Each key is where its slot is, unless it was lost and nobody who plans is to blame, or lies on a volume that is not there. */
function checkKeys(cluster: GossipCluster): void {
  const { written, losses } = cluster.ledger;
  const present = [...cluster.pods.values()].filter(({ address }) => address !== undefined).map(({ node }) => node);
  for (const key of cluster.missing) {
    const version = written.get(key) ?? 0;
    if (losses.some((loss) => loss.key === key)) continue;
    const holders = present.filter(({ keys }) => (keys.get(key) ?? 0) >= version);
    if (holders.length === 0 && cluster.ledger.survives(key, version)) continue;
    const names = holders.map(({ hostname }) => hostname);
    throw new Error(`${key} is in slot ${slotOf(key)}, and not with its owner: ${names.join(', ') || 'nowhere'}`);
  }
}
