import type { Context } from '../context';
import type { Fault } from './fault';
import type { Lock } from './lock';

/** Where a fault happens: the cluster with its load, as the frame of every round needs it. */
export interface Scene<F> {
  readonly context: Context;
  /** Prepares the ground that the fault needs. */
  settle(fault: F): Promise<void>;
  /** Waits until the load runs: one that does not measures nothing. */
  warm(): Promise<void>;
  hold(seconds: number): Promise<void>;
  /** Waits until all is well again. */
  whole(): Promise<void>;
}

/** What became of it. */
export interface Act {
  readonly said: string;
  /** Why it could not be gone through with, or did not settle. */
  readonly failure: Error | undefined;
}

const HOLD_SECONDS = 10;

/** Does it to a cluster that is well and under load, and waits until all is well again. */
export async function act<S extends Scene<Fault<S, L>>, L>(fault: Fault<S, L>, scene: S, lock: Lock): Promise<Act> {
  const { context } = scene;
  let said = '';
  try {
    await scene.settle(fault);
    await scene.warm();
    const strike = async () => {
      try {
        said = await fault.strike(scene);
        await scene.hold(fault.holdSeconds ?? HOLD_SECONDS);
        await scene.whole();
      } finally {
        await fault.mend?.(scene);
      }
    };
    await (fault.wide === true ? lock.hold(context, strike) : strike());
  } catch (error) {
    context.signal.throwIfAborted();
    return { said, failure: error instanceof Error ? error : new Error(String(error)) };
  }
  return { said, failure: undefined };
}
