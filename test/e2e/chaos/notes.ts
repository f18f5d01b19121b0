import type { Context } from '../context';
import { asApp } from '../psql';
import { inMember, members } from '../postgres/members';
import { PORTS } from '../postgres/stack';
import { noteId, noteNumber } from './load/notes';

/** Beyond all numbers. */
const LAST = Number.MAX_SAFE_INTEGER % 2 ** 48;

/** Numbers of the notes of a run from `first` on that a member has. */
export async function notesAt(
  context: Context,
  member: { readonly name: string; readonly address: string },
  run: string,
  first = 0,
): Promise<ReadonlySet<number>> {
  const text = `SELECT id FROM demo_notes WHERE id BETWEEN '${noteId(run, first)}' AND '${noteId(run, LAST)}'`;
  const said = await inMember(context, member.name, asApp(member.address, PORTS.postgres, text));
  return new Set(said.split('\n').filter(Boolean).map(noteNumber));
}

/** The notes of a run at each member, by its name. */
export async function notesAtAll(context: Context, run: string): Promise<ReadonlyMap<string, ReadonlySet<number>>> {
  const all = await members(context);
  return new Map(
    await Promise.all(all.map(async (member) => [member.name, await notesAt(context, member, run)] as const)),
  );
}
