/** What was acknowledged against what is there: sets, since equal counts may hide one lost row behind one strange row. */
import type { PathReport } from '../load/report';

export interface Comparison {
  readonly acknowledged: number;
  /** Acknowledged, and not there. */
  readonly lost: readonly string[];
  /** Asked for without an answer, and there: neither lost nor wrong. */
  readonly arrived: number;
  /** There, though refused or never asked for. A measurement that has these cannot be trusted. */
  readonly strange: readonly string[];
}

/** Compares all writers with the rows of each by path. */
export function compare(
  paths: readonly PathReport[],
  rows: Readonly<Partial<Record<PathReport['name'], readonly number[]>>>,
): Comparison {
  const parts = paths
    .filter(({ kind }) => kind === 'write')
    .map(({ name, acknowledged, failures }) => {
      const there = new Set(rows[name] ?? []);
      const known = new Set(acknowledged.map(({ number }) => number));
      const unknown = new Set(failures.flatMap((failure) => failure.unknown ?? []));
      return {
        acknowledged: known.size,
        lost: [...known].filter((number) => !there.has(number)).map((number) => `${name} ${number}`),
        arrived: [...unknown].filter((number) => there.has(number)).length,
        strange: [...there]
          .filter((number) => !known.has(number) && !unknown.has(number))
          .map((number) => `${name} ${number}`),
      };
    });
  return {
    acknowledged: parts.reduce((sum, part) => sum + part.acknowledged, 0),
    lost: parts.flatMap(({ lost }) => lost),
    arrived: parts.reduce((sum, { arrived }) => sum + arrived, 0),
    strange: parts.flatMap(({ strange }) => strange),
  };
}
