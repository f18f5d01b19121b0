/** What a fault may cost, and where a round exceeds it. That nothing is lost and never two acknowledge holds for all. */
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

const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;

/** Every promise that was not kept, with by how much. */
export function missesOf(figures: Figures, limits: Limits): string[] {
  const { straightMs, pooledErrors, readMs } = limits;
  const misses: string[] = [];
  const over = (what: string, is: number, most: number | undefined) => {
    if (most !== undefined && is > most) misses.push(`${what} ${seconds(is)}, ${seconds(is - most)} over`);
  };
  const none = (what: string, found: readonly string[]) => {
    if (found.length > 0) misses.push(`${what}: ${found.length} (first: ${found[0] ?? ''})`);
  };
  none('LOST', figures.lost);
  none('TWO PRIMARIES', figures.twoAtOnce);
  none('rows that nobody wrote', figures.strange);
  none('members that differ', figures.differing);
  over('writes straight', gapMs(figures, 'straight'), straightMs);
  over('reads', gapMs(figures, 'reads'), readMs);
  over('pooled reads', gapMs(figures, 'pooled reads'), readMs);
  const pooled = errorsOf(figures, 'pooled') + errorsOf(figures, 'pooled reads');
  if (pooledErrors !== undefined && pooled > pooledErrors) misses.push(`${pooled} errors at the pooler`);
  if (figures.backMs === undefined) misses.push('not all members came back');
  if (figures.acknowledged < ENOUGH) misses.push(`only ${figures.acknowledged} rows acknowledged: proves nothing`);
  return misses;
}
