/** Arithmetic of slots: how they are shared out, and as what they are written. */
import { SLOTS, type Range } from '../model';

/** Slots in order, each once. */
export function* slotsOf(ranges: readonly Range[]): Generator<number> {
  for (const [from, to] of ranges) for (let slot = from; slot <= to; slot += 1) yield slot;
}

/** How many slots. */
export const countOf = (ranges: readonly Range[]): number => ranges.reduce((sum, [from, to]) => sum + to - from + 1, 0);

/** Slots in ascending order, as few ranges as can be. */
export function rangesOf(slots: readonly number[]): Range[] {
  const ranges: [number, number][] = [];
  for (const slot of slots) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === slot - 1) last[1] = slot;
    else ranges.push([slot, slot]);
  }
  return ranges;
}

/** The slots of a shard when all are shared out evenly at once: the first shards have one more where it does not come out even. */
export function shareOf(shard: number, shards: number): Range {
  const from = Math.ceil((shard * SLOTS) / shards);
  return [from, Math.ceil(((shard + 1) * SLOTS) / shards) - 1];
}

/** `0-5461, 10923`, for people. */
export const textOf = (ranges: readonly Range[]): string =>
  ranges.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(', ');
