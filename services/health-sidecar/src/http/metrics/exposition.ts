/** Samples as Prometheus reads them. */
import type { Sample } from '@scaleout/health-contract';
import { Counter, Gauge, Registry } from 'prom-client';
import type { Log } from '../../log';

/** The one format there is, whatever a scraper asks for: prom-client renames counters for good when it writes OpenMetrics. */
export const METRICS_TYPE = Registry.PROMETHEUS_CONTENT_TYPE;

/**
 * The text of `samples`, each name after `prefix`. The registry is made anew each time, so that what nobody tells any more is gone: one
 * that is kept would go on with the last value, or with 0. A metric that cannot be written is left out, and all others are there.
 */
export async function expositionOf(prefix: string, samples: readonly Sample[], log: Log): Promise<string> {
  const registry = new Registry();
  for (const [name, values] of grouped(samples)) {
    try {
      register(registry, `${prefix}${name}`, values);
    } catch (error) {
      registry.removeSingleMetric(`${prefix}${name}`);
      log.error({ err: error, metric: name }, 'a metric cannot be written');
    }
  }
  return registry.metrics();
}

function grouped(samples: readonly Sample[]): Map<string, Sample[]> {
  const groups = new Map<string, Sample[]>();
  for (const sample of samples) {
    const group = groups.get(sample.name);
    if (group === undefined) groups.set(sample.name, [sample]);
    else group.push(sample);
  }
  return groups;
}

function register(registry: Registry, name: string, samples: readonly Sample[]): void {
  const [first] = samples;
  if (first === undefined) return;
  const { type, help, labels } = first.definition;
  const options = { name, help, labelNames: labels, registers: [registry] };
  if (type === 'gauge') {
    const gauge = new Gauge(options);
    for (const { labels: of, value } of samples) gauge.set(of, value);
  } else {
    const counter = new Counter(options);
    for (const { labels: of, value } of samples) counter.inc(of, value);
  }
}
