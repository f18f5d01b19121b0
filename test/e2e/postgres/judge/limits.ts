/** What a fault may cost, and where a round exceeds it. That nothing is lost and never two acknowledge holds for all. */
import { Misses } from '../../faults/judge/misses';
import { errorsOf, gapMs, type Figures } from './figures';

export interface Limits {
  /** Longest time between two acknowledgements straight through the leader's Service, in ms. */
  readonly straightMs?: number;
  /** Errors of clients of the pooler, writers and readers. */
  readonly pooledErrors?: number;
  /** Longest time between two reads of a replica, straight and pooled, in ms. */
  readonly readMs?: number;
}

/** Fewer acknowledgements prove nothing. */
const ENOUGH = 200;

/** Every promise that was not kept, with by how much. */
export function missesOf(figures: Figures, { straightMs, pooledErrors, readMs }: Limits): string[] {
  const misses = new Misses();
  misses.none('LOST', figures.lost);
  misses.none('TWO PRIMARIES', figures.twoAtOnce);
  misses.none('rows that nobody wrote', figures.strange);
  misses.none('members that differ', figures.differing);
  misses.over('writes straight', gapMs(figures, 'straight'), straightMs);
  misses.over('reads', gapMs(figures, 'reads'), readMs);
  misses.over('pooled reads', gapMs(figures, 'pooled reads'), readMs);
  const pooled = errorsOf(figures, 'pooled') + errorsOf(figures, 'pooled reads');
  misses.when(pooledErrors !== undefined && pooled > pooledErrors, `${pooled} errors at the pooler`);
  misses.when(figures.backMs === undefined, 'not all members came back');
  misses.when(figures.acknowledged < ENOUGH, `only ${figures.acknowledged} rows acknowledged: proves nothing`);
  return misses.list;
}
