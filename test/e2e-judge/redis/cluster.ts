/** Sightings of a made-up cluster: whole, but for what a test says. */
import type { Placement, Wanted } from '../../e2e/redis/judge/places';
import type { NodeSight, Sighting } from '../../e2e/redis/load/report';

export const WANTED: Wanted = { prefix: 'k', shards: 3, replicasPerShard: 1 };
export const RANGES = ['0-5460', '5461-10922', '10923-16383'] as const;
const PODS = [0, 1, 2].flatMap((shard) => [`k-${shard}-0`, `k-${shard}-1`]);
const KNOWN = PODS.map((pod) => `id-${pod}`).sort();

/** Each pair apart, and each master alone. */
export const PLACEMENT: Placement = {
  ...{ 'k-0-0': 'n1', 'k-0-1': 'n2', 'k-1-0': 'n2', 'k-1-1': 'n3', 'k-2-0': 'n3', 'k-2-1': 'n1' },
};

export const master = (pod: string, slots: string, more: Partial<NodeSight> = {}): NodeSight => ({
  ...{ pod, id: `id-${pod}`, role: 'master', slots, epoch: 1, known: KNOWN },
  ...{ failing: 0, lacking: 0, owners: 'o', moving: 0 },
  ...more,
});
export const replica = (pod: string, of: string, more: Partial<NodeSight> = {}): NodeSight => ({
  ...master(pod, ''),
  ...{ role: 'replica', master: `id-${of}`, linkUp: true },
  ...more,
});

/** All six; `changes` by pod, `undefined` where one does not answer. */
export function sighting(at = 0, changes: Readonly<Record<string, Partial<NodeSight> | undefined>> = {}): Sighting {
  const all = RANGES.flatMap((slots, shard) => [
    master(`k-${shard}-0`, slots),
    replica(`k-${shard}-1`, `k-${shard}-0`),
  ]);
  const away = Object.keys(changes).filter((pod) => changes[pod] === undefined);
  return {
    at,
    nodes: all.filter(({ pod }) => !away.includes(pod)).map((node) => ({ ...node, ...changes[node.pod] })),
    silent: Object.fromEntries(away.map((pod) => [pod, 'ECONNREFUSED'])),
  };
}

/** A shard whose replica has taken over while its master does not answer. */
export const takenOver = (at: number): Sighting =>
  sighting(at, {
    'k-0-0': undefined,
    'k-0-1': { role: 'master', slots: RANGES[0], master: undefined, linkUp: undefined, epoch: 2 },
  });
