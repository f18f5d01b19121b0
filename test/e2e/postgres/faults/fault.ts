import type * as faults from '../../faults/fault';
import type { Limits } from '../judge/limits';
import type { Stage } from '../stage';

export type Fault = faults.Fault<Stage, Limits>;

/** The kubelet brings a changed Secret into pods within about a minute and a half. */
export const SPREAD_SECONDS = 180;

/** The promises, by the class of what happens. */
export const LIMITS = {
  /** Somebody wanted it: clients of the pooler only wait. */
  planned: { straightMs: 1500, pooledErrors: 0, readMs: 1500 },
  /** A process or a pod is gone at once. */
  killed: { straightMs: 3000, readMs: 1000 },
  /** Patroni hangs, and Postgres does not. */
  frozen: { straightMs: 1000, pooledErrors: 0, readMs: 1000 },
  /** Nobody is told: only the time that the lock lives can tell, and to a reader at a lost pooler its own timeout of 5 s. */
  silent: { straightMs: 25_000, readMs: 6000 },
  /** Nothing is to be noticed: a second is what a busy machine may take. */
  nothing: { straightMs: 1000, pooledErrors: 0, readMs: 1000 },
  /** The issue promises no time; what was acknowledged is kept all the same. */
  kept: {},
} as const satisfies Record<string, Limits>;
