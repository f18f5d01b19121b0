/** Samples as Prometheus reads them. */
import { METRICS, type MetricName, type Sample } from '@scaleout/health-contract';
import { Counter, Gauge, Registry } from 'prom-client';
import type { Log } from '../../log';

/** The one format there is, whatever a scraper asks for: prom-client renames counters for good when it writes OpenMetrics. */
export const METRICS_TYPE = Registry.PROMETHEUS_CONTENT_TYPE;

/**
 * The text of `samples`, each name after `prefix`. The registry is made anew each time, so that what nobody tells any more is gone: one
 * that is kept would go on with the last value, or with 0. A sample that cannot be written is left out, and all others are there.
 */
export async function expositionOf(prefix: string, samples: readonly Sample[], log: Log): Promise<string> {
  const registry = new Registry();
  const writers = new Map<string, Write>();
  const written = new Set<string>();
  for (const each of samples) {
    try {
      const { name, labels, value } = each;
      const write = writers.get(name) ?? register(registry, prefix, each);
      writers.set(name, write);
      write(labels, value);
      written.add(name);
    } catch (error) {
      log.error({ err: error, metric: nameOf(each) }, 'a metric cannot be written');
    }
  }
  // One without labels would be there with 0.
  for (const name of writers.keys()) if (!written.has(name)) registry.removeSingleMetric(`${prefix}${name}`);
  return registry.metrics();
}

type Write = (labels: Sample['labels'], value: number) => void;

/** What is in the catalogue is written as it stands there, whoever has measured it. */
function register(registry: Registry, prefix: string, { name, definition }: Sample): Write {
  const { type, help, labels } = Object.hasOwn(METRICS, name) ? METRICS[name as MetricName] : definition;
  const options = { name: `${prefix}${name}`, help, labelNames: labels, registers: [registry] };
  if (type === 'gauge') {
    const gauge = new Gauge(options);
    return (of, value) => {
      gauge.set(of, value);
    };
  }
  const counter = new Counter(options);
  return (of, value) => {
    counter.inc(of, value);
  };
}

const nameOf = (sample: unknown): unknown => (sample as { readonly name?: unknown } | null | undefined)?.name;
