/** How tests look: as the sampler does, with a deadline, and with an eye on what a look leaves behind. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Collector, Reading } from '../../../../services/health-sidecar/src/collector';
import { until } from '../../redis/cluster';

/** How a look ended. */
export interface Look {
  readonly reading: Reading | undefined;
  readonly error: unknown;
  readonly seconds: number;
}

/** One run, aborted when its time is over. */
export async function look(collector: Pick<Collector, 'collect' | 'schedule'>): Promise<Look> {
  const deadline = new AbortController();
  const timer = setTimeout(
    () => {
      deadline.abort();
    },
    (collector.schedule?.timeoutSeconds ?? 2) * 1000,
  );
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000;
  try {
    return { reading: await collector.collect(deadline.signal), error: undefined, seconds: seconds() };
  } catch (error) {
    return { reading: undefined, error, seconds: seconds() };
  } finally {
    clearTimeout(timer);
  }
}

/** The reading of a look that has to succeed. */
export async function readingOf(collector: Collector): Promise<Reading> {
  const { reading, error } = await look(collector);
  if (reading === undefined) throw error;
  return reading;
}

/** The reading's values by name and labels: `replication_lag_seconds{replica="b"}`. */
export function valuesOf({ samples = [] }: Pick<Reading, 'samples'>): Record<string, number> {
  return Object.fromEntries(
    samples.map(({ name, labels, value }) => {
      const words = Object.entries(labels).map(([label, word]) => `${label}="${word}"`);
      return [words.length === 0 ? name : `${name}{${words.join(',')}}`, value];
    }),
  );
}

const sockets = (): number => process.getActiveResourcesInfo().filter((each) => /^TCP/.test(each)).length;

/** Does `work`, and waits until there are no more sockets than before. @throws when some are left */
export async function leavingNoSockets(work: () => Promise<void>): Promise<void> {
  const before = sockets();
  await work();
  await until(`there are ${before} sockets again`, () => sockets() <= before, 3000);
}

let folder: string | undefined;

/** A file with a password. */
export function passwordFile(password: string): string {
  folder ??= mkdtempSync(join(tmpdir(), 'passwords-'));
  const file = join(folder, password);
  writeFileSync(file, `${password}\n`);
  return file;
}

afterAll(() => {
  if (folder !== undefined) rmSync(folder, { recursive: true });
});
