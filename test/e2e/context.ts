import type { Client } from './client';
import type { Cluster } from './cluster';
import type { Helm } from './helm';
import type { Images } from './images';
import type { Kubectl } from './kubectl';
import type { Log } from './log';
import type { Waiting } from './wait';

/** What every step works with. */
export interface Context {
  readonly root: string;
  readonly cluster: Cluster;
  readonly images: Images;
  readonly namespace: string;
  readonly kubectl: Kubectl;
  readonly helm: Helm;
  readonly client: Client;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Folders made for this run, removed at its end. */
  readonly scratch: string;
  /** How long Argo CD is watched doing nothing. @default - as the step has it */
  readonly quietMinutes?: number;
}

/** One check: a sentence that is true when it passes, and how to see whether it is. */
export interface Step {
  readonly sentence: string;
  /** Resolves with what was seen, in a few words; rejects when the sentence does not hold. */
  readonly run: (context: Context) => Promise<string>;
}

/** Steps that build on each other: when one fails, the rest of its group is not run. */
export interface Group {
  readonly name: string;
  /** Groups that must have passed before it. */
  readonly needs: readonly string[];
  readonly steps: readonly Step[];
}

/** The usual patience: long enough for a slow machine to pull, start and settle. */
export const patience = ({ log, signal }: Context, seconds = 300): Waiting => ({ log, signal, seconds });
