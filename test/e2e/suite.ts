import type { Group } from './context';
import { report, type Row } from './table';

/** What a run consists of. */
export interface Suite {
  readonly groups: readonly Group[];
  /** The end of the output. */
  report(rows: readonly Row[]): string;
  /** Lets go of what would keep this program running. */
  close?(): void;
  /** Takes away what it made outside its namespace, after that is gone. */
  clean?(): Promise<void>;
}

/** Steps, and a table of them. */
export const suiteOf = (groups: readonly Group[]): Suite => ({ groups, report });

/** Those of some names, and all that they need, in their order. */
export function withNeeds(groups: readonly Group[], names: readonly string[]): readonly Group[] {
  const wanted = new Set(names);
  for (const name of wanted) {
    for (const need of groups.find((group) => group.name === name)?.needs ?? []) wanted.add(need);
  }
  return groups.filter(({ name }) => wanted.has(name));
}
