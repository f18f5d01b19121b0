/** The longest time in which a shard answered nobody. */
import type { Gap } from '../../faults/judge/gap';
import { eachOf } from '../load/node-sight';
import type { Sighting, StreamReport } from '../load/report';
import { slotOf, SLOTS } from '../load/slots';
import { shardOf } from './places';

/** Something asked: when, until when it was waited for, and whether that was an answer. */
export interface Asked {
  readonly sentAt: number;
  /** `Infinity`: to this day. */
  readonly until: number;
  readonly isAnswered: boolean;
}

/**
 * The longest one that was still going on after `since`: from the last answer, or from when something was asked, whichever was later, to
 * the next answer. So a shard that nobody asks, because it has few slots or none yet, is not out. The end counts as an answer.
 */
export function longestOutage(all: readonly Asked[], since: number, end: number): Gap {
  const asked = [...all].sort((a, b) => a.until - b.until);
  // The earliest of all that was waited for at some time, by the place in that order.
  const earliest: number[] = [];
  for (let i = asked.length - 1; i >= 0; i -= 1)
    earliest[i] = Math.min(asked[i]?.sentAt ?? Infinity, earliest[i + 1] ?? Infinity);
  let longest: Gap = { from: since, to: since };
  let last = -Infinity;
  let after = 0;
  const judge = (to: number) => {
    const from = Math.max(last, earliest[after] ?? Infinity);
    if (to > since && to - from > longest.to - longest.from) longest = { from, to };
  };
  asked.forEach(({ until, isAnswered }, i) => {
    if (!isAnswered || until >= end) return;
    judge(until);
    last = until;
    after = i + 1;
  });
  judge(end);
  return longest;
}

/** By shard: all that was asked of it. A slot belongs to the shard whose master had it last, as the nodes said then. */
export function askedByShard(
  { answered, failures, unanswered }: StreamReport,
  sightings: readonly Sighting[],
  prefix: string,
): ReadonlyMap<number, readonly Asked[]> {
  const all = [
    ...answered.map(([number, sentAt, at]) => ({ number, sentAt, until: at, isAnswered: true })),
    ...failures.map(({ number, sentAt, at }) => ({ number, sentAt, until: at, isAnswered: false })),
    ...unanswered.map(([number, sentAt]) => ({ number, sentAt, until: Infinity, isAnswered: false })),
  ].sort((a, b) => a.until - b.until);
  const shards = new Map<number, Asked[]>();
  const owners = new Owners(sightings, prefix);
  for (const { number, ...asked } of all) {
    const shard = owners.at(slotOf(number), asked.isAnswered ? asked.until : asked.sentAt);
    if (shard === undefined) continue;
    const list = shards.get(shard);
    if (list === undefined) shards.set(shard, [asked]);
    else list.push(asked);
  }
  return shards;
}

/** Which shard had a slot when. */
class Owners {
  /** By sighting, only what has changed since the one before: `[at, owners]`. */
  private readonly tables: (readonly [at: number, shards: Int16Array])[] = [];

  constructor(sightings: readonly Sighting[], prefix: string) {
    let before = new Int16Array(SLOTS).fill(-1);
    for (const { at, nodes } of sightings) {
      const table = before.slice();
      // Of two who claim the same slot, the one with the higher epoch has it.
      for (const { pod, role, slots } of [...nodes].sort((a, b) => a.epoch - b.epoch)) {
        const shard = shardOf(pod, prefix);
        if (shard !== undefined && role === 'master') for (const slot of eachOf(slots)) table[slot] = shard;
      }
      if (this.tables.length > 0 && table.every((shard, slot) => shard === before[slot])) continue;
      this.tables.push([at, table]);
      before = table;
    }
  }

  at(slot: number, at: number): number | undefined {
    const [, table] = this.tables[this.index(at)] ?? this.tables[0] ?? [];
    const shard = table?.[slot] ?? -1;
    return shard === -1 ? undefined : shard;
  }

  /** The last table that is not later. */
  private index(at: number): number {
    let low = 0;
    let high = this.tables.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.tables[middle]?.[0] ?? Infinity) <= at) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}
