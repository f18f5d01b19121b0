/** What is known of a component now: the last reading, and how old it is. */
import type { Status } from '@scaleout/health-contract';
import type { Collector, Reading, Schedule } from './collector';

/** How a run ended. */
export type Outcome = 'ok' | 'error' | 'timeout';

/** A component as it is known now. */
export interface Snapshot {
  readonly name: string;
  readonly scope: Collector['scope'];
  readonly neededAtStart: boolean;
  readonly schedule: Schedule;
  /** `unknown` when there is no reading, or only one that is too old. */
  readonly status: Status;
  readonly reason: string | undefined;
  /** The last reading, unless it is too old. */
  readonly reading: Reading | undefined;
  /** Seconds since the last reading or failure; undefined before the first. */
  readonly ageSeconds: number | undefined;
  /** The last run: how it ended and how long it took. */
  readonly last: { readonly outcome: Outcome; readonly seconds: number } | undefined;
  /** Runs by how they ended. */
  readonly runs: Readonly<Record<Outcome, number>>;
  /** Whether it has ever been seen other than `down`. */
  readonly hasAnswered: boolean;
}
