/** One answer of several that could give it. */
import { setMaxListeners } from 'node:events';
import { CollectorError } from '../collector';

interface Race<C, T> {
  readonly candidates: readonly C[];
  readonly ask: (candidate: C, signal: AbortSignal) => Promise<T>;
  /** Whether an answer is taken at once; another is taken only when there is no better one. */
  readonly isGood: (answer: T) => boolean;
  /** Milliseconds after which the next one is asked too, though the one before has not failed yet. */
  readonly patienceMs: number;
  readonly signal: AbortSignal;
}

/** What one of them said; the others were told to stop. */
export interface Winner<C, T> {
  readonly candidate: C;
  readonly answer: T;
}

/**
 * Asks one after the other: the next when one fails, and also when it is silent for too long. One that is silent must not use up the time of
 * all, and one that is merely slow may still be the first.
 *
 * @throws the error of the first when none answers
 */
export async function firstOf<C, T>({
  candidates,
  ask,
  isGood,
  patienceMs,
  signal,
}: Race<C, T>): Promise<Winner<C, T>> {
  const own = new AbortController();
  setMaxListeners(0, own.signal);
  const stop = () => {
    own.abort(signal.reason);
  };
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  const errors: unknown[] = [];
  let second: Winner<C, T> | undefined;
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<Winner<C, T>>((resolve, reject) => {
      let next = 0;
      let pending = 0;
      const go = () => {
        clearTimeout(timer);
        const candidate = candidates[next];
        if (own.signal.aborted || candidate === undefined) {
          if (pending > 0) return;
          if (second !== undefined) resolve(second);
          else reject(toError(errors[0]));
          return;
        }
        next += 1;
        pending += 1;
        timer = setTimeout(go, patienceMs);
        ask(candidate, own.signal).then(
          (answer) => {
            pending -= 1;
            if (isGood(answer)) resolve({ candidate, answer });
            else {
              second ??= { candidate, answer };
              go();
            }
          },
          (error: unknown) => {
            pending -= 1;
            errors.push(error);
            go();
          },
        );
      };
      go();
    });
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
    own.abort(new CollectorError('another one has answered'));
  }
}

const toError = (error: unknown): Error => (error instanceof Error ? error : new CollectorError('nobody answers'));
