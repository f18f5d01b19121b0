import { setImmediate as nextTurn } from 'node:timers/promises';

const sliceMs = 5;

/**
 * Keeps one core busy for `ms` milliseconds and resolves with the time it took of it. It works in slices, so that probes and other
 * requests are answered in between, and counts the slices only: concurrent requests add up, as real work does. Ends early on `signal`.
 */
export async function burn(ms: number, signal: AbortSignal): Promise<number> {
  let worked = 0;
  while (worked < ms && !signal.aborted) {
    const begin = performance.now();
    const end = begin + Math.min(sliceMs, ms - worked);
    while (performance.now() < end);
    worked += performance.now() - begin;
    await nextTurn();
  }
  return worked;
}
