import type { Fault } from './faults';
import { act } from '../faults/act';
import { FAULT_MARK } from '../faults/fault';
import type { Lock } from '../faults/lock';
import type * as rounds from '../faults/rounds';
import { figuresOf, type Figures, type Found } from './judge/figures';
import { reigns } from './judge/recovery';
import { TABLE, type PathName } from './load/plan';
import type { Report } from './load/report';
import { LEADER, loginOf, memberAt, planOf } from './stack';
import type { Stage } from './stage';

export type Round = rounds.Round<Figures, Report>;

/** Writes and reads, does it, waits until all is well again, and judges what was recorded. */
export async function trial(fault: Fault, run: string, stage: Stage, lock: Lock): Promise<Round> {
  const { load, stack } = stage;
  const login = loginOf((key) => load.passwordFile(key));
  await load.ask({ ...LEADER, login, text: CREATE });
  await load.begin(planOf(run, login));
  const { said, failure } = await act(fault, stage, lock);
  const report = await load.end();
  if (failure !== undefined && report.marks[FAULT_MARK] === undefined) throw failure;
  const figures = figuresOf(report, await found(stage, run), stack.members);
  const again = report.paths.reduce((sum, path) => sum + (path.again ?? 0), 0);
  const note = [said, movesOf(report), again === 0 ? '' : `${again} asked again at another pooler`]
    .filter((part) => part !== '')
    .join('; ');
  return { figures, report, note, failure: failure?.message };
}

const CREATE = `CREATE TABLE IF NOT EXISTS ${TABLE} (
  run text, path text, number int, at timestamptz DEFAULT now(), PRIMARY KEY (run, path, number))`;

const ROWS = `SELECT path, array_agg(number) AS numbers FROM ${TABLE} WHERE run = $1 GROUP BY path`;
const DIGEST = `SELECT count(*) || ' ' || coalesce(md5(string_agg(path || number, ',' ORDER BY path, number)), '') AS digest
  FROM ${TABLE} WHERE run = $1`;

/** The rows of a run at the leader, and the members that have others. */
async function found(stage: Stage, run: string): Promise<Found> {
  const { load } = stage;
  const login = loginOf((key) => load.passwordFile(key));
  const ask = <Row>(at: { readonly host: string; readonly port: number }, text: string) =>
    load.ask<Row>({ ...at, login, text, values: [run] });
  const rows = await eventually(stage, () => ask<{ path: PathName; numbers: number[] }>(LEADER, ROWS));
  // Nothing is written any more, so a replica that streams has all of it within moments.
  const differing = await eventually(stage, async () => {
    const [leader] = await ask<{ digest: string }>(LEADER, DIGEST);
    const members = await stage.members();
    const digests = await Promise.all(
      members.map(({ address }) => ask<{ digest: string }>(memberAt(address), DIGEST).catch(() => [])),
    );
    const others = members.filter((_, i) => digests[i]?.[0]?.digest !== leader?.digest).map(({ name }) => name);
    if (others.length > 0) throw new Differing(others);
    return others;
  }).catch((error: unknown) => {
    if (error instanceof Differing) return error.members;
    throw error;
  });
  return { rows: Object.fromEntries(rows.map(({ path, numbers }) => [path, numbers])), differing };
}

class Differing extends Error {
  constructor(readonly members: readonly string[]) {
    super(`other rows: ${members.join(', ')}`);
  }
}

const TRIES = 30;

/** Asks until it succeeds, as the database may still be changing hands. */
async function eventually<T>(stage: Stage, ask: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await ask();
    } catch (error) {
      if (tries === TRIES) throw error;
      await stage.hold(1);
    }
  }
}

/** Who led before and after, and when Patroni showed each new one: `0 -> 2 at 1.3 s`. */
function movesOf({ marks, sightings }: Report): string {
  const since = marks[FAULT_MARK] ?? 0;
  const list = reigns(sightings);
  const first = list.findLastIndex(({ from }) => from <= since);
  const short = (name: string) => name.split('-').at(-1) ?? name;
  const [before, ...moves] = list.slice(Math.max(0, first));
  if (before === undefined) return '';
  const then = moves.map(({ leader, from }) => ` -> ${short(leader)} at ${((from - since) / 1000).toFixed(1)} s`);
  return `led by ${short(before.leader)}${then.join('')}`;
}
