/** When all members were back, as Patroni saw them. */
import { lastingFrom } from '../../faults/judge/recovery';
import { isWhole, type Sighting } from '../load/report';

/** The moment from which the cluster was whole until the end; undefined when it was not at the end. */
export const wholeFrom = (sightings: readonly Sighting[], members: number): number | undefined =>
  lastingFrom(sightings, (sighting) => isWhole(sighting, members));

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
