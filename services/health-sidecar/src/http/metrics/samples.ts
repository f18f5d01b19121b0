/** What is measured of the collectors themselves, and what they have measured. */
import { sample, STATUSES, type Sample } from '@scaleout/health-contract';
import type { Snapshot } from '../../snapshot';

/** All samples of one snapshot. Those of a reading that is too old are not there: the snapshot holds none then. */
export function samplesOf(snapshot: Snapshot): Sample[] {
  const { name, status, last, runs, ageSeconds, reading } = snapshot;
  const collector = { collector: name };
  return [
    ...STATUSES.flatMap((each) => sample('component_status', each === status, { component: name, status: each })),
    ...sample('collector_success', last && last.outcome === 'ok', collector),
    ...sample('collector_age_seconds', ageSeconds, collector),
    ...sample('collector_duration_seconds', last?.seconds, collector),
    ...Object.entries(runs).flatMap(([result, count]) =>
      sample('collector_runs_total', count, { collector: name, result }),
    ),
    ...sample('errors_total', runs.error + runs.timeout, { component: name }),
    ...(reading?.samples ?? []),
  ];
}
