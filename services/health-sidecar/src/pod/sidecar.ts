/** The sidecar itself: whether it has the time and the memory to be believed. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { sample } from '@scaleout/health-contract';
import type { Collector } from '../collector';

/** How often the delay is looked at; what is measured is the time between two looks. */
const RESOLUTION_MS = 10;

export function sidecarCollector(): Collector {
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delays.enable();
  return {
    name: 'sidecar',
    scope: 'pod',
    neededAtStart: false,
    collect() {
      const lag = delays.count === 0 ? undefined : Math.max(0, delays.percentile(99) / 1e9 - RESOLUTION_MS / 1000);
      delays.reset();
      const bytes = process.memoryUsage.rss();
      return Promise.resolve({
        status: 'ok',
        facts: {
          event_loop_lag_ms: lag === undefined ? null : Math.round(lag * 1e6) / 1000,
          resident_memory_bytes: bytes,
        },
        samples: [...sample('event_loop_lag_seconds', lag, {}), ...sample('sidecar_resident_memory_bytes', bytes, {})],
      });
    },
    close() {
      delays.disable();
    },
  };
}
