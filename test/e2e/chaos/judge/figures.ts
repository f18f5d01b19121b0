/** What an event cost those who came through the edge, in numbers. */
import { FAULT_MARK } from '../../faults/fault';
import { length, longestGap } from '../../faults/judge/gap';
import { counted, type Kinds } from '../../faults/judge/kinds';
import { lastingFrom } from '../../faults/judge/recovery';
import { KINDS, type Kind } from '../load/plan';
import { numbersOf, type KindReport, type Report } from '../load/report';

/** When what was done was over, where it took its time. */
export const OVER_MARK = 'over';

export interface KindFigures {
  /** Requests that came to their end, one way or the other. */
  readonly sent: number;
  /** Those that failed, by reason. */
  readonly failed: Kinds;
  /** Longest time between two good answers, in ms. */
  readonly gapMs: number;
  /** Time from the event to the last one that failed, in ms; 0: none did. */
  readonly untilMs: number;
}

export interface Figures {
  readonly kinds: Readonly<Record<Kind, KindFigures>>;
  /** Time from the end of what was done until everything was Ready again, in ms; undefined: it never was. */
  readonly backMs: number | undefined;
  /** Notes that were acknowledged. */
  readonly acknowledged: number;
  /** Of those, the ones that are not at the leader. */
  readonly lost: readonly string[];
  /** Visits that were acknowledged twice by the same number: so many increments Redis has forgotten. */
  readonly forgotten: number;
}

/** One look at the cluster. */
export interface Sighting {
  /** By the load's clock. */
  readonly at: number;
  /** What is not as it should be; undefined: nothing. */
  readonly lack: string | undefined;
}

/** What there is besides the report of the load. */
export interface Seen {
  readonly sightings: readonly Sighting[];
  /** Numbers of the notes that are at the leader. */
  readonly notes: ReadonlySet<number>;
}

export function figuresOf(report: Report, { sightings, notes }: Seen): Figures {
  const { beganAt, marks, kinds } = report;
  const since = marks[FAULT_MARK] ?? beganAt;
  const well = lastingFrom(sightings, ({ lack }) => lack === undefined);
  const acknowledged = numbersOf(kinds.write);
  const visits = numbersOf(kinds.redis);
  return {
    kinds: Object.fromEntries(
      KINDS.map((kind) => [kind, kindFigures(kinds[kind], since, report.endedAt)]),
    ) as Figures['kinds'],
    // Well all along: nobody was ever away.
    backMs: well === undefined ? undefined : Math.max(0, well - (marks[OVER_MARK] ?? since)),
    acknowledged: acknowledged.length,
    lost: acknowledged.filter((number) => !notes.has(number)).map(String),
    forgotten: visits.length - new Set(visits).size,
  };
}

function kindFigures({ good, bad }: KindReport, since: number, until: number): KindFigures {
  const times = good.map(({ at }) => at);
  return {
    sent: good.length + bad.length,
    failed: counted(bad.map(({ reason }) => reason)),
    gapMs: length(longestGap(times, since, until)),
    untilMs: bad.reduce((latest, { at }) => Math.max(latest, at - since), 0),
  };
}

/** Several pieces as one: what is counted is summed, of what is measured the worst stands. */
export function together(all: readonly Figures[]): Figures {
  const worst = (of: (figures: Figures) => number) => all.reduce((most, figures) => Math.max(most, of(figures)), 0);
  const sum = (of: (figures: Figures) => number) => all.reduce((sofar, figures) => sofar + of(figures), 0);
  const kind = (name: Kind): KindFigures => ({
    sent: sum(({ kinds }) => kinds[name].sent),
    failed: all.map(({ kinds }) => kinds[name].failed).reduce(added, {}),
    gapMs: worst(({ kinds }) => kinds[name].gapMs),
    untilMs: worst(({ kinds }) => kinds[name].untilMs),
  });
  return {
    kinds: Object.fromEntries(KINDS.map((name) => [name, kind(name)])) as Figures['kinds'],
    backMs: all.some(({ backMs }) => backMs === undefined) ? undefined : worst(({ backMs = 0 }) => backMs),
    acknowledged: sum(({ acknowledged }) => acknowledged),
    lost: all.flatMap(({ lost }) => lost),
    forgotten: sum(({ forgotten }) => forgotten),
  };
}

const added = (a: Kinds, b: Kinds): Kinds => {
  const sums: Record<string, number> = { ...a };
  for (const [kind, times] of Object.entries(b)) sums[kind] = (sums[kind] ?? 0) + times;
  return sums;
};
