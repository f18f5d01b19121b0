/** What one round of a fault cost, in numbers. */
import { FAULT_MARK } from '../../faults/fault';
import { length, longestGap, type Gap } from '../../faults/judge/gap';
import { counted, total, type Kinds } from '../../faults/judge/kinds';
import { PATH_NAMES, type PathName } from '../load/plan';
import type { PathReport, Report } from '../load/report';
import { twoAtOnce } from './primaries';
import { wholeFrom } from './recovery';
import { compare } from './rows';

export interface PathFigures {
  /** Longest time between two good answers, in ms, and when it was. */
  readonly gap: Gap;
  /** The longest that one answer was waited for, in ms. */
  readonly waitMs: number;
  /** Failed attempts by reason. */
  readonly errors: Kinds;
}

export interface Figures {
  readonly paths: Readonly<Record<PathName, PathFigures>>;
  /** Time from the fault until all members were back, in ms; undefined when they were not. */
  readonly backMs: number | undefined;
  readonly acknowledged: number;
  readonly arrived: number;
  readonly lost: readonly string[];
  readonly strange: readonly string[];
  readonly twoAtOnce: readonly string[];
  /** Members whose rows are not the leader's. */
  readonly differing: readonly string[];
}

/** The rows of a run as they are after it. */
export interface Found {
  readonly rows: Readonly<Partial<Record<PathName, readonly number[]>>>;
  readonly differing: readonly string[];
}

export function figuresOf(report: Report, found: Found, members: number): Figures {
  const since = report.marks[FAULT_MARK] ?? 0;
  const whole = wholeFrom(report.sightings, members);
  const { acknowledged, arrived, lost, strange } = compare(report.paths, found.rows);
  const acks = report.paths.flatMap((path) => path.acknowledged);
  return {
    paths: Object.fromEntries(
      PATH_NAMES.map((name) => [
        name,
        pathFigures(
          report.paths.find((path) => path.name === name),
          since,
          report.endedAt,
        ),
      ]),
    ) as Record<PathName, PathFigures>,
    // Whole all along: nobody was ever away.
    backMs: whole === undefined ? undefined : Math.max(0, whole - since),
    ...{ acknowledged, arrived, lost, strange, twoAtOnce: twoAtOnce(acks), differing: found.differing },
  };
}

function pathFigures(path: PathReport | undefined, since: number, until: number): PathFigures {
  const good = path === undefined ? [] : path.kind === 'write' ? path.acknowledged : path.answered;
  const failures = (path?.failures ?? []).filter(({ at }) => at > since);
  const waits = [...good.filter(({ at }) => at > since), ...failures].map(({ sentAt, at }) => at - sentAt);
  return {
    gap: longestGap(
      good.map(({ at }) => at),
      since,
      until,
    ),
    waitMs: waits.reduce((most, wait) => Math.max(most, wait), 0),
    errors: counted(failures.map(({ kind }) => kind)),
  };
}

export const gapMs = (figures: Figures, path: PathName): number => length(figures.paths[path].gap);
export const errorsOf = (figures: Figures, path: PathName): number => total(figures.paths[path].errors);
