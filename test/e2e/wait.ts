import { setTimeout as sleep } from 'node:timers/promises';
import { CheckFailed, errorText } from './fail';
import { secondsSince, type Log } from './log';

/** One look at something: it is there, with what was seen, or it is not, and in which state it is. */
export type Sight<T> = { readonly there: T } | { readonly notYet: string };

/** The state is the one that was waited for. */
export const there = <T>(value: T): { readonly there: T } => ({ there: value });
/** The state is another. */
export const notYet = (state: string): { readonly notYet: string } => ({ notYet: state });

/** What {@link waitFor} needs to know. */
export interface Waiting {
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Generous: it only has to end a run that would never end. */
  readonly seconds: number;
}

// Often enough to follow a roll-out, seldom enough to leave a small machine to the cluster.
const intervalMs = 1000;
const reminderSeconds = 15;

/** Looks until the state is there, and says what it is waiting for. A look that fails is a state too: the API may be busy. */
export async function waitFor<T>(what: string, look: () => Promise<Sight<T>>, options: Waiting): Promise<T> {
  const begin = performance.now();
  let said = '';
  let saidAt = 0;
  for (;;) {
    options.signal.throwIfAborted();
    const sight = await look().catch((error: unknown) => {
      options.signal.throwIfAborted();
      return notYet(errorText(error));
    });
    const seconds = secondsSince(begin);
    if ('there' in sight) {
      if (said !== '') options.log.say(`  … ${what}: there after ${seconds} s`);
      return sight.there;
    }
    if (seconds >= options.seconds)
      throw new CheckFailed(`${what}: not there after ${seconds} s. Last seen: ${sight.notYet}`);
    if (sight.notYet !== said || seconds - saidAt >= reminderSeconds) {
      options.log.say(`  … ${what}: ${sight.notYet} (${seconds} s)`);
      said = sight.notYet;
      saidAt = seconds;
    }
    await sleep(intervalMs, undefined, { signal: options.signal });
  }
}
