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
