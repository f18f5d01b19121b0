/** From the statuses of many to the one of all. */
import type { Status } from '@scaleout/health-contract';

/** An answer, and the HTTP status that it goes with. */
export interface Judged<Body> {
  readonly status: number;
  readonly body: Body;
}

/** `unknown` is worse than `degraded`, since it may hide a `down`; what is certainly down is worse than both. */
const GRAVITY = { ok: 0, degraded: 1, unknown: 2, down: 3 } as const satisfies Record<Status, number>;

/** The worst of them; `unknown` of none, since nobody has looked at anything. */
export function worstOf(statuses: readonly Status[]): Status {
  return statuses.length === 0
    ? 'unknown'
    : statuses.reduce((worst, each) => (GRAVITY[each] > GRAVITY[worst] ? each : worst));
}

/** What monitors that know HTTP only are to make of it: `down` and `unknown` are an alarm, `degraded` is none. */
export const httpStatusOf = (status: Status): number => (status === 'ok' || status === 'degraded' ? 200 : 503);
