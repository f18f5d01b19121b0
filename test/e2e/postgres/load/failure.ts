/** What a failed attempt says of itself, and whether its row may be there all the same. */

/** Nothing was asked yet, so nothing can have happened. */
export class NotConnected extends Error {
  constructor(override readonly cause: unknown) {
    super('not connected');
  }
}

/** Written at the primary, but not known to be at a replica: not what a synchronous commit promises. */
export class NotReplicated extends Error {}

/** SQLSTATE classes by which the server says that it did nothing: no right, no room, read-only, no such thing. */
const REFUSALS = /^(22|23|25|28|3D|42|53)/;

interface Told {
  readonly code?: string;
  readonly message?: string;
}

/** A few words, the same for the same reason. */
export function kindOf(error: unknown): string {
  if (error instanceof NotConnected) return `connect: ${kindOf(error.cause)}`;
  const { code = '', message = '' } = error as Told;
  if (/^[0-9A-Z]{5}$/.test(code)) return `${code} ${message.slice(0, 60)}`;
  if (code !== '') return code;
  if (/read timeout/i.test(message)) return 'no answer in time';
  if (/timeout/i.test(message)) return 'timeout';
  if (/terminated/i.test(message)) return 'closed';
  return message.slice(0, 60);
}

/**
 * Whether a pooler that leaves closed the connection as it was idle, in the very moment in which something was sent: it was not done, and
 * can be asked for again.
 */
export const isFarewell = (error: unknown): boolean =>
  (error as Told).code === '08P01' && (error as Told).message === 'client_idle_timeout';

/** Whether the insert may have been written: everything that is not known to have done nothing. */
export function isUnknown(error: unknown): boolean {
  return !(error instanceof NotConnected) && !REFUSALS.test((error as Told).code ?? '');
}
