import { setTimeout as sleep } from 'node:timers/promises';

/** A first pause, and the longest one, in milliseconds: a failover takes seconds, and nobody is to hammer what has just come back. */
const PAUSES = { first: 100, longest: 1000 } as const;

/** By Postgres: the connection, too few of them, a stop or a start, no write on this server (any more), another one was first. */
const PASSING = /^(08|53|57P|25006|40001|40P01)/;

/** A table that is not there, or two sessions that make it at once. */
export const isMissingTable = (error: unknown): boolean => codeOf(error) === '42P01';

/** Whether the same may go well a moment later: all that Postgres itself did not say, and some that it did. */
function isPassing(error: unknown): boolean {
  const code = codeOf(error);
  return !/^[0-9A-Z]{5}$/.test(code) || PASSING.test(code);
}

const codeOf = (error: unknown): string => {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? code : '';
};

/**
 * Makes attempts until one succeeds, for at most `ms` in all. Only for what may be done twice.
 *
 * @throws what the last attempt failed with; at once when another attempt cannot go better
 */
export async function patiently<T>(ms: number, attempt: (leftMs: number) => Promise<T>): Promise<T> {
  const end = performance.now() + ms;
  for (let pause: number = PAUSES.first; ; pause = Math.min(pause * 2, PAUSES.longest)) {
    try {
      return await attempt(Math.max(1, Math.ceil(end - performance.now())));
    } catch (error) {
      if (!isPassing(error) || performance.now() + pause >= end) throw error;
    }
    await sleep(pause);
  }
}
