import { act } from '../faults/act';
import { FAULT_MARK } from '../faults/fault';
import type { Lock } from '../faults/lock';
import type * as rounds from '../faults/rounds';
import type { Fault } from './faults';
import { figuresOf, type Figures } from './judge/figures';
import type { Report } from './load/report';
import type { Stage } from './stage';

export type Round = rounds.Round<Figures, Report>;

/** Writes and reads, does it, waits until all is well again, and judges what was recorded. */
export async function trial(fault: Fault, run: string, stage: Stage, lock: Lock): Promise<Round> {
  await stage.begin(run);
  const { said, failure } = await act(fault, stage, lock);
  const { ending } = stage;
  const report = await stage.end();
  if (failure !== undefined && report.marks[FAULT_MARK] === undefined) throw failure;
  return { figures: figuresOf(report, ending), report, note: said, failure: failure?.message };
}
