/** Arithmetic of ranges of slots. */
import type { Range } from './peer';

/** How many slots there are in ranges. */
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
