/** What looks at one component. One interface for all of them; the sampler decides when it runs and how long it may take. */
import type { Sample, Status } from '@scaleout/health-contract';

/** What a collector has seen. */
export interface Reading {
  readonly status: Exclude<Status, 'unknown'>;
  /** Why it is not ok: plain words that may be shown to whoever has the token. No address with credentials, no text of a driver. */
  readonly reason?: string;
  /** Facts for `deep`, beside the status: plain JSON in snake_case. A fact that is not known is null, never 0. */
  readonly facts?: Readonly<Record<string, unknown>>;
  /** Values for Prometheus. What is not known is left out. */
  readonly samples?: readonly Sample[];
}

/** How a collector is run. */
export interface Schedule {
  /** Seconds between two runs. */
  readonly intervalSeconds: number;
  /** Seconds that a run may take; then its signal is aborted. */
  readonly timeoutSeconds: number;
  /** Age in seconds from which a reading counts for nothing: its status is `unknown`, and its values are not exported. */
  readonly staleSeconds: number;
  /** Seconds between two runs at most while it fails: each failure in a row doubles the interval up to this. */
  readonly maxBackoffSeconds: number;
}

/** Looks at one component. */
export interface Collector {
  /** The name of the component: `database`. Lower case with `_`. */
  readonly name: string;
  /**
   * `pod`: a fault is this pod's own, and takes it out of service. `shared`: all pods have it at once, so that taking them out of service
   * would make an outage of a fault; readiness says `degraded`, unless it is strict.
   */
  readonly scope: 'pod' | 'shared';
  /** Whether the start waits for its first answer that is not `down`. @default true */
  readonly neededAtStart?: boolean;
  /** What is told while its runs fail, beside `down`: `database_up` 0, say. @default - nothing */
  readonly whenFailed?: Pick<Reading, 'facts' | 'samples'>;
  /** What differs from the configured schedule; what is left out follows a longer interval. @default - nothing */
  readonly schedule?: Partial<Schedule>;
  /**
   * Looks once. It is never called while it still runs. When `signal` is aborted it has to let go of all that it waits for (sockets
   * too) and reject.
   *
   * @throws anything: the run counts as failed and the component as `down`, with the `reason` of a {@link CollectorError} or none
   */
  collect(signal: AbortSignal): Promise<Reading>;
  /**
   * Takes note of whom to tell when there is trouble between two runs: a connection that is kept has ended, say. It is looked again soon then,
   * and not only when the interval is over. Called once, before the first run. What a run finds by itself needs not be told.
   */
  onTrouble?(tell: () => void): void;
  /** Lets go of what is kept between runs. */
  close?(): Promise<void> | void;
}

/** A failure whose reason may be shown. */
export class CollectorError extends Error {
  override readonly name = 'CollectorError';

  constructor(
    /** Plain words, without addresses that carry credentials and without what a server said. */
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    super(reason, options);
  }
}
