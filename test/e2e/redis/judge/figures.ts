/** What one round of an event cost, in numbers. */
import { FAULT_MARK } from '../../faults/fault';
import type { Gap } from '../../faults/judge/gap';
import { counted, type Kinds } from '../../faults/judge/kinds';
import { lastingFrom } from '../../faults/judge/recovery';
import type { Report, Sighting, StreamReport } from '../load/report';
import { merges } from './merges';
import { askedByShard, longestOutage } from './outages';
import type { Placement, Wanted } from './places';
import { linksLack, slotsLack, spreadLack } from './whole';

/** The mark at which an event that takes its time was over: what is to be mended counts from there. @default the fault's own mark */
export const OVER_MARK = 'over';
/** The mark at which all pods were running again, where only from there on it counts. */
export const RUNNING_MARK = 'running';

/** The mark at which all was seen to be well again: what is put away after that does not count. */
export const WHOLE_MARK = 'whole';

/** An outage of a shard. */
export interface Outage extends Gap {
  readonly shard: number;
}

export interface Figures {
  /** The longest outage of each shard. */
  readonly outages: readonly Outage[];
  /** The longest part of an outage after all pods were running, in ms; undefined where that does not count. */
  readonly runningMs: number | undefined;
  /** The longest that one write or read was waited for, in ms. */
  readonly waitMs: number;
  /** Errors that the client got, by reason. */
  readonly errors: Kinds;
  /** Time until every slot had an owner for good, in ms; undefined when it had none in the end. */
  readonly slotsMs: number | undefined;
  /** The same for members and links. */
  readonly linksMs: number | undefined;
  /** The same for all, masters on nodes of their own too. */
  readonly backMs: number | undefined;
  readonly acknowledged: number;
  /** Acknowledged writes that are not there. */
  readonly lost: readonly string[];
  /** Canaries that are not there, or were not when they were read. */
  readonly canaries: readonly string[];
  /** Nodes that know those of another cluster. */
  readonly merged: readonly string[];
  /** Why nothing could be read back. */
  readonly unread: string | undefined;
}

/** The cluster that is to be whole in the end, and where its pods are then. */
export interface Ending {
  readonly wanted: Wanted;
  readonly placement: Placement;
  /** The cluster that is written to. @default the same */
  readonly loaded?: Wanted;
}

export function figuresOf(report: Report, { wanted, placement, loaded = wanted }: Ending): Figures {
  const { marks, endedAt, found, writes, reads } = report;
  const since = marks[FAULT_MARK] ?? 0;
  const whole = marks[WHOLE_MARK] ?? -Infinity;
  const sightings = whole > since ? report.sightings.filter(({ at }) => at <= whole) : report.sightings;
  const over = Math.max(since, marks[OVER_MARK] ?? since);
  const back = (lack: (sighting: Sighting) => string | undefined) => {
    const from = lastingFrom(sightings, (sighting) => lack(sighting) === undefined);
    return from === undefined ? undefined : Math.max(0, from - over);
  };
  const slots = (sighting: Sighting) => slotsLack(sighting, wanted);
  const links = (sighting: Sighting) => slots(sighting) ?? linksLack(sighting, wanted);
  const outages = [...askedByShard(writes, report.sightings, loaded.prefix)]
    .map(([shard, asked]) => ({ shard, ...longestOutage(asked, since, endedAt) }))
    .sort((a, b) => a.shard - b.shard);
  const running = marks[RUNNING_MARK];
  return {
    outages,
    runningMs:
      running === undefined ? undefined : Math.max(0, ...outages.map(({ from, to }) => to - Math.max(from, running))),
    waitMs: Math.max(waitMs(writes, since, endedAt), waitMs(reads, since, endedAt)),
    errors: counted([...kindsOf(writes, since), ...kindsOf(reads, since)]),
    slotsMs: back(slots),
    linksMs: back(links),
    backMs: back((sighting) => links(sighting) ?? spreadLack(sighting, wanted, placement)),
    acknowledged: writes.answered.length,
    ...('unread' in found
      ? { lost: [], canaries: report.wrong.map(String), unread: found.unread }
      : {
          lost: found.lost.map(String),
          canaries: [...new Set([...report.wrong, ...found.canaries])].map(String),
          unread: undefined,
        }),
    merged: merges(report.sightings),
  };
}

/** One that never got an answer is an error too. */
const kindsOf = ({ failures, unanswered }: StreamReport, since: number): string[] => [
  ...failures.filter(({ at }) => at > since).map(({ kind }) => kind),
  ...unanswered.map(() => 'no answer at all'),
];

const waitMs = ({ answered, failures, unanswered }: StreamReport, since: number, end: number): number =>
  [
    ...answered.map(([, sentAt, at]) => ({ sentAt, at })),
    ...failures,
    ...unanswered.map(([, sentAt]) => ({ sentAt, at: end })),
  ].reduce((most, { sentAt, at }) => (at > since ? Math.max(most, at - sentAt) : most), 0);

/** The longest outage of any shard, in ms. */
export const gapMs = ({ outages }: Figures): number => Math.max(0, ...outages.map(({ from, to }) => to - from));
