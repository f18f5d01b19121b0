/** Findings in plain words. */
import type { Reading } from '../collector';

/** A status, and why. */
export type Finding = Pick<Reading, 'status' | 'reason'>;

export const many = (count: number, one: string, more: string): string => `${count} ${count === 1 ? one : more}`;

/** A cluster of hundreds of nodes may have hundreds of faults of one cause. */
const MOST = 3;

export const some = (faults: readonly string[]): string =>
  [...faults.slice(0, MOST), ...(faults.length > MOST ? [`${faults.length - MOST} more`] : [])].join(', ');
