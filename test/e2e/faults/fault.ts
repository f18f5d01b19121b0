/** One way to hurt a cluster; `S` is what it works with, `L` what it may cost. */
export interface Fault<S, L> {
  /** For the command line. */
  readonly name: string;
  /** What happens, as the table says it. */
  readonly sentence: string;
  readonly limits: L;
  /** It hurts everybody on the cluster, and takes the lab to do it. */
  readonly wide?: boolean;
  /** It needs this machine to be the cluster's. */
  readonly needsLab?: boolean;
  /** Watched for at least this long after it, in seconds. @default 10 */
  readonly holdSeconds?: number;
  /** Does it, from the mark on; resolves with what was done, in a few words. */
  readonly strike: (stage: S) => Promise<string>;
  /** Puts right what it may have left behind. Runs always; must do nothing when there is nothing. */
  readonly mend?: (stage: S) => Promise<void>;
}

/** The mark at which a fault began. */
export const FAULT_MARK = 'fault';
