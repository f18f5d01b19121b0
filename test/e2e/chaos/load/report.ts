/** What the load tells. All times are the client's own, in milliseconds since it began. */
import type { Sighting } from '../../postgres/load/report';
import type { Kind } from './plan';

/** One request that got its answer. */
export interface Good {
  /** When it was due: time that it was sent late counts as waiting. */
  readonly due: number;
  readonly at: number;
  /** The note that was acknowledged, or the visit that was counted. */
  readonly number?: number;
}

/** One request that got none, or the wrong one. */
export interface Bad {
  readonly due: number;
  readonly at: number;
  readonly reason: string;
}

/** What came to its end of one kind. */
export interface KindReport {
  readonly good: readonly Good[];
  readonly bad: readonly Bad[];
}

/** A piece of the traffic, which goes on all the time: what came to its end between two looks. */
export interface Report {
  readonly beganAt: number;
  readonly endedAt: number;
  readonly marks: Readonly<Record<string, number>>;
  readonly kinds: Readonly<Record<Kind, KindReport>>;
}

/** A sign of life. */
export interface Tick {
  readonly at: number;
  /** What the time zero is by everybody else's clock. */
  readonly epoch: number;
  /** Since the last piece was taken. */
  readonly answered: Readonly<Record<Kind, number>>;
  /** When each was last answered. */
  readonly lastAt: Readonly<Partial<Record<Kind, number>>>;
  /** When one last failed. */
  readonly lastBadAt: number | undefined;
  /** When the one was due that has had no answer for longest. */
  readonly waitingSince: number | undefined;
  readonly postgres: Sighting | undefined;
  /** What is not well with Redis; undefined: nothing. */
  readonly redis: string | undefined;
}

/** The notes that were acknowledged, or the visits that were counted. */
export const numbersOf = ({ good }: KindReport): number[] => good.flatMap(({ number }) => number ?? []);
