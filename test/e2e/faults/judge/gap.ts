/** The longest time without an answer. */

export interface Gap {
  readonly from: number;
  readonly to: number;
}

export const length = ({ from, to }: Gap): number => to - from;

/**
 * The longest one that was still going on after `since`: it may have begun before. The end counts as an answer, so a path that never
 * came back has a gap up to the end.
 */
export function longestGap(times: readonly number[], since: number, until: number): Gap {
  const sorted = [...times].sort((a, b) => a - b);
  const begin = sorted.filter((time) => time <= since).at(-1) ?? since;
  let from = begin;
  let longest: Gap = { from: begin, to: begin };
  for (const to of [...sorted.filter((time) => time > begin && time < until), until]) {
    if (to - from > length(longest)) longest = { from, to };
    from = to;
  }
  return longest;
}
