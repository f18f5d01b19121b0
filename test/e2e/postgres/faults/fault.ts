import type { Limits } from '../judge/limits';
import type { Stage } from '../stage';

/** One way to hurt the cluster. */
export interface Fault {
  /** For the command line. */
  readonly name: string;
  /** What happens, as the table says it. */
  readonly sentence: string;
  readonly limits: Limits;
  /** It hurts everybody on the cluster, and takes the lab to do it. */
  readonly wide?: boolean;
  /** It needs this machine to be the cluster's. */
  readonly needsLab?: boolean;
  /** Watched for at least this long after it, in seconds. @default 10 */
  readonly holdSeconds?: number;
  /** Does it, from the mark on; resolves with what was done, in a few words. */
  readonly strike: (stage: Stage) => Promise<string>;
  /** Puts right what it may have left behind. Runs always; must do nothing when there is nothing. */
  readonly mend?: (stage: Stage) => Promise<void>;
}

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
