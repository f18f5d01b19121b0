/** The table of events against figures. */
import { reasonsOf, total } from '../../faults/judge/kinds';
import { latest, seconds, sum, Table, worst } from '../../faults/judge/table';
import { gapMs, type Figures } from './figures';
import type { Limits } from './limits';

export const TABLE = new Table<Figures, Limits>([
  ['gap', (rounds) => seconds(worst(rounds, gapMs))],
  ['limit', (_, limits) => (limits.gapMs === undefined ? '' : seconds(limits.gapMs))],
  [
    'gap from running',
    (rounds) =>
      rounds.every(({ runningMs }) => runningMs === undefined)
        ? ''
        : seconds(worst(rounds, ({ runningMs }) => runningMs ?? 0)),
  ],
  ['its limit', (_, { runningMs }) => (runningMs === undefined ? '' : seconds(runningMs))],
  ['longest wait', (rounds) => seconds(worst(rounds, ({ waitMs }) => waitMs))],
  ['errors', (rounds) => String(sum(rounds, ({ errors }) => total(errors)))],
  ['slots', (rounds) => latest(rounds, ({ slotsMs }) => slotsMs)],
  ['links', (rounds) => latest(rounds, ({ linksMs }) => linksMs)],
  ['all back', (rounds) => latest(rounds, ({ backMs }) => backMs)],
  ['acknowledged', (rounds) => String(sum(rounds, ({ acknowledged }) => acknowledged))],
  ['lost', (rounds) => String(sum(rounds, ({ lost }) => lost.length))],
  ['canaries lost', (rounds) => String(sum(rounds, ({ canaries }) => canaries.length))],
]);

/** The longest outage of each shard over all rounds, and why the client failed. */
export function remarks(rounds: readonly Figures[]): string[] {
  const longest = new Map<number, number>();
  for (const { outages } of rounds)
    for (const { shard, from, to } of outages) longest.set(shard, Math.max(longest.get(shard) ?? 0, to - from));
  const shards = [...longest].sort(([a], [b]) => a - b).map(([, ms]) => seconds(ms));
  return [shards.length === 0 ? '' : `shards ${shards.join(' / ')}`, reasonsOf(rounds.map(({ errors }) => errors))];
}
