/** The answer to a scrape. */
import { metricPrefix, type Sample } from '@scaleout/health-contract';
import type { Log } from '../../log';
import type { Snapshot } from '../../snapshot';
import { expositionOf } from './exposition';
import { samplesOf } from './samples';

export { METRICS_TYPE } from './exposition';
export { KeptText } from './kept-text';
export { OwnCounts, type RefusedReason } from './own';

/** What a scrape is answered from. */
export interface Measured {
  readonly stack: string;
  readonly snapshots: readonly Snapshot[];
  readonly own: () => Sample[];
  readonly log: Log;
}

/** Everything measured, as text. A source that throws is left out, and says so in the log. */
export function metricsText({ stack, snapshots, own, log }: Measured): Promise<string> {
  const sources = [...snapshots.map((snapshot) => () => samplesOf(snapshot)), own];
  const samples = sources.flatMap((source) => {
    try {
      return source();
    } catch (error) {
      log.error({ err: error }, 'a source of metrics failed');
      return [];
    }
  });
  return expositionOf(metricPrefix(stack), samples, log);
}
