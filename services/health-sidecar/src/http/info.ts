/** Who answers, and how it looks at things. */
import type { InfoAnswer } from '@scaleout/health-contract';
import type { Identity } from '@scaleout/runtime';
import type { Configuration } from '../configuration';
import type { Snapshot } from '../snapshot';

/** Who the sidecar is. */
export interface SidecarIdentity extends Identity {
  /** The node that the pod is on; null when nobody said. */
  readonly node: string | null;
  readonly startedAt: Date;
}

export const info = (
  { service, version, pod, node, startedAt }: SidecarIdentity,
  { stack, readiness }: Configuration,
  snapshots: readonly Snapshot[],
  now: Date,
): InfoAnswer => ({
  ...{ stack, service, version, pod, node, readiness },
  started_at: startedAt.toISOString(),
  uptime_seconds: Math.max(0, (now.getTime() - startedAt.getTime()) / 1000),
  collectors: snapshots.map(({ name, scope, schedule }) => ({
    ...{ name, scope },
    interval_seconds: schedule.intervalSeconds,
    timeout_seconds: schedule.timeoutSeconds,
    stale_seconds: schedule.staleSeconds,
  })),
});
