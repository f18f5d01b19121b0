/** Whether nodes of one cluster ever knew those of another. */
import type { Sighting } from '../load/report';
import { prefixOf } from './places';

/** What a merger looks like; nothing when the clusters kept to themselves. */
export function merges(sightings: readonly Sighting[]): string[] {
  const nodes = sightings.flatMap((sighting) => sighting.nodes);
  const home = new Map(nodes.map(({ id, pod }) => [id, prefixOf(pod)]));
  const found = new Set<string>();
  for (const { pod, known } of nodes)
    for (const id of known) {
      const other = home.get(id);
      if (other !== undefined && other !== prefixOf(pod)) found.add(`${pod} knows ${id} of ${other}`);
    }
  return [...found];
}
