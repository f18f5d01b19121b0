/** One run of a collector, and what came of it. */
import type { Collector, Reading } from '../../../../services/health-sidecar/src/collector';

/** Lets a run take so long; then it is aborted, as by the sampler. */
export async function run(collector: Collector, ms = 2000): Promise<Reading> {
  const deadline = new AbortController();
  const timer = setTimeout(() => {
    deadline.abort();
  }, ms);
  try {
    return await collector.collect(deadline.signal);
  } finally {
    clearTimeout(timer);
  }
}

/** Values by name; two of one name would hide one another, so that each has its labels. */
export const valuesOf = ({ samples = [] }: Pick<Reading, 'samples'>): Readonly<Record<string, number>> =>
  Object.fromEntries(
    samples.map(({ name, labels, value }) => {
      const label = Object.values(labels).join(',');
      return [label === '' ? name : `${name}{${label}}`, value];
    }),
  );
