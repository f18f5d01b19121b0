/** What was acknowledged against what is there, at the end of all events. */
import { Misses } from '../../faults/judge/misses';

/** Every promise about the notes that was not kept; `found` are those of each member. */
export function missingNotes(
  acknowledged: readonly number[],
  found: ReadonlyMap<string, ReadonlySet<number>>,
  leader: string,
): string[] {
  const misses = new Misses();
  const leads = found.get(leader);
  misses.when(leads === undefined, `${leader} leads, and was not asked`);
  for (const [member, notes] of found) {
    misses.none(`LOST at ${member}`, acknowledged.filter((number) => !notes.has(number)).map(String));
    if (leads === undefined) continue;
    const others = [
      ...[...notes].filter((number) => !leads.has(number)),
      ...[...leads].filter((number) => !notes.has(number)),
    ];
    misses.none(`other notes at ${member} than at ${leader}`, others.map(String));
  }
  return misses.list;
}
