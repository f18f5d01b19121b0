/** Waiting for what cannot be told to let go. */

/** Waits for `work`, but not for longer than until `signal` is aborted. @throws the reason of the signal then */
export async function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  signal.throwIfAborted();
  let onAbort = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => {
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/** Has `work` done once at a time: who asks meanwhile gets the same answer. A lookup that hangs would have a thread each time otherwise. */
export function singleFlight<T>(work: () => Promise<T>): () => Promise<T> {
  let flying: Promise<T> | undefined;
  return () =>
    (flying ??= work().finally(() => {
      flying = undefined;
    }));
}

/** Calls `work` with a signal that is aborted with `signal`, and when `ms` are over. */
export async function within<T>(
  signal: AbortSignal,
  ms: number,
  work: (both: AbortSignal) => Promise<T>,
): Promise<T | 'late'> {
  const deadline = new AbortController();
  const timer = setTimeout(() => {
    deadline.abort();
  }, ms);
  try {
    return await work(AbortSignal.any([signal, deadline.signal]));
  } catch (error) {
    signal.throwIfAborted();
    if (isAborted(deadline.signal)) return 'late';
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** A call, since a look at the field would count as still true after a wait. */
export const isAborted = (signal: AbortSignal): boolean => signal.aborted;
