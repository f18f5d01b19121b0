/** How far behind a replica is in time. Postgres itself can only say so while something is written. */

/** The end of the primary's log at a moment. */
export interface Mark {
  /** Seconds of a clock that never goes back. */
  readonly at: number;
  readonly lsn: number;
}

/** What is known of a replica that has not replayed everything. */
export interface Behind {
  /** What it has replayed, in bytes. */
  readonly replayed: number | null;
  /** Seconds since the last transaction that it has replayed was committed: it is never further behind, and much less after a quiet night. */
  readonly replayAge: number | null;
  /** What the primary has measured last; it may be of long ago. */
  readonly replayLag: number | null;
  /** Ends of the primary's log, the oldest first; the last one is of now. */
  readonly marks: readonly Mark[];
}

/**
 * Seconds, or null when nothing is known. Whatever lies after the replayed position was written after the last mark that is not
 * beyond it, and something of it before the first mark that is: so the lag lies between the ages of the two, and what was measured counts
 * within these bounds.
 */
export function secondsBehind({ replayed, replayAge, replayLag, marks }: Behind): number | null {
  const now = marks.at(-1)?.at;
  const age = (mark: Mark | undefined) => (mark === undefined || now === undefined ? undefined : now - mark.at);
  const passed = replayed === null ? undefined : marks.findLast(({ lsn }) => lsn <= replayed);
  const ahead = replayed === null ? undefined : marks.find(({ lsn }) => lsn > replayed);
  const least = age(ahead) ?? 0;
  const most = Math.min(nonNegative(replayAge) ?? Infinity, age(passed) ?? Infinity);
  const measured = nonNegative(replayLag) ?? most;
  const seconds = Math.max(least, Math.min(measured, most));
  return Number.isFinite(seconds) ? seconds : null;
}

/** Clocks of two machines differ by more than a fast replica is behind. */
const nonNegative = (value: number | null): number | undefined => (value === null ? undefined : Math.max(0, value));

/** At a look every five seconds more than an hour: who is further behind than that is behind by an hour at least. */
const MOST_MARKS = 1000;

/** The ends of the log of one primary, as they were seen. */
export class Marks {
  private primary: string | undefined;
  private marks: Mark[] = [];

  /** Adds what was seen just now, and returns all. The log of another primary has nothing to do with that of the one before. */
  add(primary: string, mark: Mark): readonly Mark[] {
    const last = this.marks.at(-1);
    if (this.primary !== primary || (last !== undefined && mark.lsn < last.lsn)) this.marks = [];
    this.primary = primary;
    // Of those with the same end the first says how old it is, and the last until when nothing was written.
    const [before, latest] = this.marks.slice(-2);
    if (before?.lsn === mark.lsn && latest?.lsn === mark.lsn) this.marks.pop();
    this.marks.push(mark);
    if (this.marks.length > MOST_MARKS) this.marks.shift();
    return [...this.marks];
  }
}
