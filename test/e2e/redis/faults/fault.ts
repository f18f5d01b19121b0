import type * as faults from '../../faults/fault';
import type { Limits } from '../judge/limits';
import type { Shape } from '../judge/places';
import type { Stage } from '../stage';

/** One event that a Redis Cluster has to survive. */
export interface Fault extends faults.Fault<Stage, Limits> {
  /** What the cluster is before it. @default - three shards with a replica each */
  readonly shape?: Shape;
}

/** Agents need no longer to mend whatever it was. */
const BACK_MS = 30_000;

/** The promises, by the class of what happens. */
export const LIMITS = {
  /** Somebody wanted it: masters hand over, and nothing is lost. */
  planned: { gapMs: 1000, backMs: BACK_MS, lost: 0 },
  /** A process or a pod is gone at once: it comes back before anybody takes it to be lost. */
  killed: { gapMs: 4000, backMs: BACK_MS },
  /** A node falls silent, and the others have to agree that it has. */
  node: { gapMs: 8000, backMs: BACK_MS },
  /** Nobody is left to take over. */
  all: { runningMs: 12_000, backMs: BACK_MS },
  /** Nothing is to be noticed: a second is what a busy machine may take. */
  nothing: { gapMs: 1000, backMs: 0, lost: 0 },
  /** A new cluster beside the one that is written to. */
  formed: { gapMs: 1000, backMs: 20_000, lost: 0 },
} as const satisfies Record<string, Limits>;
