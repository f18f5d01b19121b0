import { act } from '../faults/act';
import { FAULT_MARK } from '../faults/fault';
import type { Lock } from '../faults/lock';
import type * as rounds from '../faults/rounds';
import { leader } from '../postgres/members';
import type { Fault } from './faults';
import { figuresOf, type Figures } from './judge/figures';
import { numbersOf, type Report } from './load/report';
import { notesAt } from './notes';
import type { Stage } from './stage';

export type Round = rounds.Round<Figures, Report>;

/** Does it while the traffic goes on, waits until all is well again, and judges what was recorded meanwhile. */
export async function trial(fault: Fault, run: string, stage: Stage, lock: Lock): Promise<Round> {
  const { said, failure } = await act(fault, stage, lock);
  const report = await stage.load.take();
  const sightings = stage.watch.take();
  if (failure !== undefined && report.marks[FAULT_MARK] === undefined) {
    stage.between.push(report);
    throw failure;
  }
  const notes = await notesOf(stage, run, report);
  return { figures: figuresOf(report, { sightings, notes }), report, note: said, failure: failure?.message };
}

/** The notes at the leader, from the first on that was acknowledged meanwhile. */
export async function notesOf(stage: Stage, run: string, ...reports: readonly Report[]): Promise<ReadonlySet<number>> {
  const first = reports.flatMap(({ kinds }) => numbersOf(kinds.write)).reduce((a, b) => Math.min(a, b), Infinity);
  if (first === Infinity) return new Set();
  return notesAt(stage.context, await leader(stage.context), run, first);
}
