/** Waiting that ends when it is told to. */
import { setMaxListeners } from 'node:events';
import { CollectorError } from './collector';

const TOO_LATE = 'does not answer in time';

/**
 * Waits for `work`, and no longer than until `signal` is aborted: then `letGo` is called at once and the reason is thrown. What `work`
 * comes to later is nobody's business any more.
 */
export async function abortable<T>(signal: AbortSignal, work: Promise<T>, letGo?: () => void): Promise<T> {
  let onAbort: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => {
      letGo?.();
      reject(signal.reason instanceof CollectorError ? signal.reason : new CollectorError(TOO_LATE));
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/** Gives `work` a signal that is aborted after `ms` milliseconds, or with `signal`. */
export async function within<T>(
  ms: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const own = new AbortController();
  // Many may wait for it at once.
  setMaxListeners(0, own.signal);
  const timer = setTimeout(
    () => {
      own.abort(new CollectorError(TOO_LATE));
    },
    Math.max(0, ms),
  );
  const onAbort = () => {
    own.abort(signal.reason);
  };
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await work(own.signal);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
}
