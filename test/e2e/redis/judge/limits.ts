/** What an event may cost, and where a round exceeds it. That canaries live and clusters never merge holds for all. */
import { total } from '../../faults/judge/kinds';
import { Misses } from '../../faults/judge/misses';
import { gapMs, type Figures } from './figures';

export interface Limits {
  /** Longest outage of a shard, in ms. */
  readonly gapMs?: number;
  /** The same, counted from when all pods were running. */
  readonly runningMs?: number;
  /** Longest time until all was well again, in ms. */
  readonly backMs: number;
  /** Acknowledged writes that may be lost. @default any number: replication is asynchronous, and a failover may lose the last ones */
  readonly lost?: number;
}

/** Fewer acknowledgements prove nothing. */
const ENOUGH = 500;

/** Every promise that was not kept, with by how much. */
export function missesOf(figures: Figures, limits: Limits): string[] {
  const misses = new Misses();
  const { lost, slotsMs, linksMs, backMs, unread, acknowledged } = figures;
  misses.none('CANARIES LOST', figures.canaries);
  misses.none('CLUSTERS MERGED', figures.merged);
  misses.when(limits.lost !== undefined && lost.length > limits.lost, `LOST: ${lost.length} (first: ${lost[0] ?? ''})`);
  misses.when(unread !== undefined, `could not be read back: ${unread ?? ''}`);
  misses.over('outage', gapMs(figures), limits.gapMs);
  misses.over('outage from running on', figures.runningMs ?? 0, limits.runningMs);
  misses.when(limits.runningMs !== undefined && figures.runningMs === undefined, 'when the pods ran is not known');
  const errors = total(figures.errors);
  misses.when(errors > 0, `${errors} errors at the client`);
  if (slotsMs === undefined) misses.when(true, 'not all slots are covered');
  else if (linksMs === undefined) misses.when(true, 'not all members are back');
  else if (backMs === undefined) misses.when(true, 'masters are not spread over nodes');
  else misses.over('all back', backMs, limits.backMs);
  misses.when(acknowledged < ENOUGH, `only ${acknowledged} writes acknowledged: proves nothing`);
  return misses.list;
}
