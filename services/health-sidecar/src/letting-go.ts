/** Waiting for what was told to stop, but not for ever. */
import { setTimeout as sleep } from 'node:timers/promises';
import { CollectorError } from './collector';

/** How long a collector may take to let go when it is told to. A run that does not is left behind, and counts as a timeout. */
export const LETTING_GO_MS = 1000;

/** Resolves when all have ended, however they did, or after so many milliseconds. */
export async function settled(all: Iterable<Promise<unknown>>, withinMs: number): Promise<void> {
  const late = new AbortController();
  const time = sleep(withinMs, undefined, { signal: late.signal }).catch(() => undefined);
  await Promise.race([Promise.allSettled(all), time]);
  late.abort();
}

/** Waits for `work`, and for so long after `signal` as it may take to let go. */
export async function letGo<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let onAbort: () => void = () => undefined;
  const late = new Promise<never>((_, reject) => {
    onAbort = () => {
      timer = setTimeout(() => {
        reject(new CollectorError('the check did not let go'));
      }, LETTING_GO_MS);
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
}
