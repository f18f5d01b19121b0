/** When all members were back, as Patroni saw them. */
import { isWhole, type Sighting } from '../load/report';

/** The moment from which the cluster was whole until the end; undefined when it was not at the end. */
export function wholeFrom(sightings: readonly Sighting[], members: number): number | undefined {
  const last = sightings.findLastIndex((sighting) => !isWhole(sighting, members));
  return sightings[last + 1]?.at;
}

export interface Reign {
  readonly leader: string;
  readonly from: number;
}

/** Who led from when on. */
export function reigns(sightings: readonly Sighting[]): readonly Reign[] {
  const list: Reign[] = [];
  for (const { at, members } of sightings) {
    const leader = members.find(({ role }) => role === 'leader')?.name;
    if (leader !== undefined && leader !== list.at(-1)?.leader) list.push({ leader, from: at });
  }
  return list;
}
