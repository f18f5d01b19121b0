/** Snapshots as tests need them. */
import type { Snapshot } from '../../../services/health-sidecar/src/snapshot';

/** A component that is well, but for what is given. */
export const snapshot = (given: Partial<Snapshot> & { readonly name: string }): Snapshot => {
  const status = given.status ?? 'ok';
  const isKnown = status !== 'unknown';
  return {
    scope: 'shared',
    neededAtStart: true,
    schedule: { intervalSeconds: 5, timeoutSeconds: 2, staleSeconds: 45, maxBackoffSeconds: 30 },
    status,
    reason: undefined,
    reading: isKnown ? { status } : undefined,
    ageSeconds: isKnown ? 1.5 : undefined,
    last: isKnown ? { outcome: status === 'down' ? 'error' : 'ok', seconds: 0.01 } : undefined,
    runs: { ok: 3, error: 0, timeout: 0 },
    hasAnswered: status === 'ok' || status === 'degraded',
    ...given,
  };
};

/** A pod's own component. */
export const ofPod = (given: Partial<Snapshot> & { readonly name: string }): Snapshot =>
  snapshot({ scope: 'pod', ...given });
