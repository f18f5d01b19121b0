/**
 * Properties over generated values, with a slow judge (a process a run). fast-check asks one run after the other; here,
 * all runs of a seed are drawn first and judged several at a time, and only a failing one is handed back to fast-check,
 * which makes it as small as it can.
 */
import { availableParallelism } from 'node:os';
import fc from 'fast-check';

/** As many processes at a time as there are cores, and one that is being started. */
const WIDTH = availableParallelism() + 1;
const SHRINKING_MS = 60_000;

const number = (name: string): number | undefined =>
  process.env[name] === undefined ? undefined : Number(process.env[name]);

/** The same values each time, unless another seed is asked for. */
const SEED = number('PARITY_SEED') ?? 20_260_101;

/** What is generated, how it is told to a person, and what must hold. */
export interface Property<T> {
  readonly arbitrary: fc.Arbitrary<T>;
  readonly tell: (value: T) => string;
  /** Rejects when it does not hold. */
  readonly check: (value: T) => Promise<void>;
}

/**
 * Checks a property. `PARITY_RUNS` overrides the number of runs, `PARITY_SEED` the seed.
 *
 * @throws Error with the seed and the smallest counter-example
 */
export async function holds<T>({ arbitrary, tell, check }: Property<T>, runs: number): Promise<void> {
  const numRuns = number('PARITY_RUNS') ?? runs;
  const values = fc.sample(arbitrary, { seed: SEED, numRuns });
  const failed = await firstFailure(values, check);
  if (failed === undefined) return;

  const details = await fc.check(fc.asyncProperty(arbitrary, check), {
    seed: SEED,
    path: String(failed.index),
    numRuns: 1,
    interruptAfterTimeLimit: SHRINKING_MS,
  });
  const [smallest] = details.counterexample ?? [failed.value];
  const reason: unknown = details.errorInstance ?? failed.error;
  throw new Error(
    [
      `Run ${failed.index + 1} of ${numRuns} fails (PARITY_SEED=${SEED}); made smaller ${details.numShrinks} times:`,
      tell(smallest),
      '',
      reason instanceof Error ? reason.message : String(reason),
    ].join('\n'),
  );
}

interface Failure<T> {
  readonly index: number;
  readonly value: T;
  readonly error: unknown;
}

/** Judges values several at a time; the first in order that fails, so that a seed always tells the same. */
async function firstFailure<T>(
  values: readonly T[],
  check: (value: T) => Promise<void>,
): Promise<Failure<T> | undefined> {
  const failures: Failure<T>[] = [];
  const queue = values.entries();
  const worker = async (): Promise<void> => {
    for (const [index, value] of queue) {
      if (failures.length > 0) return;
      try {
        await check(value);
      } catch (error) {
        failures.push({ index, value, error });
      }
    }
  };
  await Promise.all(Array.from({ length: WIDTH }, worker));
  return failures.sort((a, b) => a.index - b.index)[0];
}
