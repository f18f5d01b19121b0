/** Arithmetic of slots: how they are shared out, and as what they are written. */
import { countOf, rangesOf } from '@scaleout/redis-nodes';
import { SLOTS, type Range } from '../model';

export { countOf, rangesOf };

/** Slots in order, each once. */
export function* slotsOf(ranges: readonly Range[]): Generator<number> {
  for (const [from, to] of ranges) for (let slot = from; slot <= to; slot += 1) yield slot;
}

/** The slots of a shard when all are shared out evenly at once: the first shards have one more where it does not come out even. */
export function shareOf(shard: number, shards: number): Range {
  const from = Math.ceil((shard * SLOTS) / shards);
  return [from, Math.ceil(((shard + 1) * SLOTS) / shards) - 1];
}

/** `0-5461, 10923`, for people. */
export const textOf = (ranges: readonly Range[]): string =>
  ranges.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(', ');
