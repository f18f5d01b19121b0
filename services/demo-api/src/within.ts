import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Waits for `command` for so long. The command itself goes on: it may still be done, only nobody waits for it any more.
 *
 * @throws Error when it has not settled by then
 */
export async function within<T>(ms: number, command: Promise<T>): Promise<T> {
  const answered = new AbortController();
  const late = sleep(ms, undefined, { signal: answered.signal }).then(() => {
    throw new Error(`no answer within ${ms} ms`);
  });
  try {
    return await Promise.race([command, late]);
  } finally {
    answered.abort();
    late.catch(() => undefined);
  }
}
