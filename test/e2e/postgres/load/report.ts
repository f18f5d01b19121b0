/** What the load tells. All times are the client's own, in milliseconds since it began: one clock, so their order is exact. */
import type { Path, PathName } from './plan';

/** One acknowledged insert. */
export interface Acknowledged {
  /** Its number, unique in its path and run. */
  readonly number: number;
  readonly sentAt: number;
  readonly at: number;
  /** Who acknowledged it: the server's address, and its timeline. */
  readonly server: string;
  readonly timeline: number;
}

/** One answered read. */
export interface Answered {
  readonly sentAt: number;
  readonly at: number;
}

/** One attempt that came to nothing. */
export interface Failure {
  readonly at: number;
  readonly sentAt: number;
  readonly kind: string;
  /** The number of an insert that may have been written all the same: the answer was due, and did not come. */
  readonly unknown?: number;
}

export interface PathReport {
  readonly name: PathName;
  readonly kind: Path['kind'];
  readonly acknowledged: readonly Acknowledged[];
  readonly answered: readonly Answered[];
  readonly failures: readonly Failure[];
  /** How often something was asked for again because a pooler that left had certainly not done it. */
  readonly again?: number;
}

/** A member as Patroni's `/cluster` shows it. */
export interface Member {
  readonly name: string;
  readonly role: string;
  readonly state: string;
  readonly timeline?: number;
}

/** The members from a moment on, until the next sighting. Empty: nobody could be asked. */
export interface Sighting {
  readonly at: number;
  readonly members: readonly Member[];
}

export interface Report {
  /** When the load ended. */
  readonly endedAt: number;
  /** When something was done to the cluster, by its name. */
  readonly marks: Readonly<Record<string, number>>;
  readonly paths: readonly PathReport[];
  readonly sightings: readonly Sighting[];
}

/** A sign of life while the load runs. */
export interface Tick {
  readonly at: number;
  /** Acknowledged or answered so far, and the time of the last one, by path. */
  readonly answered: Readonly<Partial<Record<PathName, { readonly times: number; readonly lastAt: number }>>>;
  readonly failures: number;
  /** The newest timeline that acknowledged. */
  readonly timeline: number;
  readonly sighting: Sighting | undefined;
}

/** Whether that many members are there, one of them the leader and all others streaming from it. */
export function isWhole(sighting: Sighting | undefined, members: number): boolean {
  const all = sighting?.members ?? [];
  const leaders = all.filter(({ role }) => role === 'leader');
  const [leader] = leaders;
  return (
    all.length === members &&
    leaders.length === 1 &&
    leader?.state === 'running' &&
    all.every((member) => member === leader || (member.state === 'streaming' && member.timeline === leader.timeline))
  );
}
