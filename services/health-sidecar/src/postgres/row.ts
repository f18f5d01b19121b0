import type { z } from 'zod';
import { AskingError } from './failure';

/** The column `seen` of the only row, checked: what answers need not be the server that was meant. @throws AskingError */
export function onlyRow<T extends z.ZodType>(rows: readonly unknown[], schema: T): z.output<T> {
  const [row] = rows;
  const value: unknown = rows.length === 1 ? (row as { readonly seen?: unknown } | null)?.seen : undefined;
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw notUnderstood(parsed.error);
  return parsed.data;
}

/** An answer that is not what was asked for. */
export const notUnderstood = (cause: unknown): AskingError =>
  new AskingError('refused', 'its answer was not understood', cause);

/** Somebody who does not answer in time. */
export const SILENT = new AskingError('away', 'it does not answer in time');
