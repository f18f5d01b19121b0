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

/** Values by name and labels: `redis_slots_ok`, `disk_free_bytes{/data}`. Two of the same would be an error when they are scraped. */
export const valuesOf = ({ samples = [] }: Pick<Reading, 'samples'>): Readonly<Record<string, number>> =>
  samples.reduce<Record<string, number>>((values, { name, labels, value }) => {
    const label = Object.values(labels).join(',');
    const key = label === '' ? name : `${name}{${label}}`;
    expect(values).not.toHaveProperty([key]);
    return { ...values, [key]: value };
  }, {});
