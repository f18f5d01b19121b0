/** What the kubelet is told, of what is known. Pure: a probe never asks anything else. */
import type { LivenessAnswer, ReadinessAnswer, StartupAnswer } from '@scaleout/health-contract';
import type { Configuration } from '../configuration';
import type { Snapshot } from '../snapshot';
import type { Judged } from './worst';

/** Whether the loops come round. Never the database: a sidecar that is started again mends none, and all of them would be at once. */
export const liveness = (overdueSeconds: number): Judged<LivenessAnswer> =>
  overdueSeconds > 0 ? { status: 503, body: { status: 'stuck' } } : { status: 200, body: { status: 'live' } };

/** Remembers that the start is over: a database that goes away later does not undo it. */
export class StartLatch {
  #hasStarted = false;

  hasStarted(snapshots: readonly Snapshot[]): boolean {
    this.#hasStarted ||= waitingFor(snapshots).length === 0;
    return this.#hasStarted;
  }
}

const waitingFor = (snapshots: readonly Snapshot[]): string[] =>
  snapshots.filter(({ neededAtStart, hasAnswered }) => neededAtStart && !hasAnswered).map(({ name }) => name);

/** Whether all that the start waits for has answered once. */
export const startup = (snapshots: readonly Snapshot[], hasStarted: boolean): Judged<StartupAnswer> =>
  hasStarted
    ? { status: 200, body: { status: 'started', waiting_for: [] } }
    : { status: 503, body: { status: 'starting', waiting_for: waitingFor(snapshots) } };

/** What readiness depends on. */
export interface ReadinessFacts {
  readonly snapshots: readonly Snapshot[];
  readonly isDraining: boolean;
  readonly hasStarted: boolean;
  readonly mode: Configuration['readiness'];
}

/**
 * Whether the pod is to get traffic. A fault of its own takes it out, and so does not knowing: a stale reading of the app is no proof
 * that it answers. A fault that all pods share takes none out unless `mode` is strict, since with all of them gone from the balancer
 * even what needs no database would be gone. What is degraded works, and stays in service in both modes.
 */
export function readiness(facts: ReadinessFacts): Judged<ReadinessAnswer> {
  const status = readinessOf(facts);
  const reasons = facts.snapshots.filter((each) => each.status !== 'ok').map((each) => `${each.name}: ${each.status}`);
  return { status: status === 'ready' || status === 'degraded' ? 200 : 503, body: { status, reasons } };
}

/** Pods that come up while the database is away are needed as much as those that were there: only their own start is waited for. */
const holdsUp = ({ scope, neededAtStart, hasAnswered }: Snapshot, mode: ReadinessFacts['mode']): boolean =>
  neededAtStart && !hasAnswered && (scope === 'pod' || mode === 'strict');

function readinessOf({ snapshots, isDraining, hasStarted, mode }: ReadinessFacts): ReadinessAnswer['status'] {
  if (isDraining) return 'draining';
  if (!hasStarted && snapshots.some((each) => holdsUp(each, mode))) return 'starting';
  const away = snapshots.filter(({ status }) => status === 'down' || status === 'unknown');
  if (away.some(({ scope }) => scope === 'pod' || mode === 'strict')) return 'not_ready';
  return snapshots.every(({ status }) => status === 'ok') ? 'ready' : 'degraded';
}
