import type { Kind } from '../../e2e/chaos/load/plan';
import type { Bad, Good, KindReport, Report } from '../../e2e/chaos/load/report';

export const FAULT = 5000;
export const END = 10_000;
const EACH_MS = 100;

export const TIMES: readonly number[] = Array.from({ length: END / EACH_MS }, (_, i) => i * EACH_MS);
export const good = (at: number, number?: number): Good => ({
  ...{ due: at - 5, at },
  ...(number === undefined ? {} : { number }),
});
export const bad = (at: number, reason = 'status 502'): Bad => ({ due: at - 5, at, reason });

const usual: Readonly<Record<Kind, KindReport>> = {
  page: { good: TIMES.map((at) => good(at)), bad: [] },
  api: { good: TIMES.map((at) => good(at)), bad: [] },
  // Numbers of notes and of visits are their own.
  write: { good: TIMES.map((at) => good(at, at + 1)), bad: [] },
  redis: { good: TIMES.map((at) => good(at, at + 50_000)), bad: [] },
};
export const NOTES: ReadonlySet<number> = new Set(TIMES.map((at) => at + 1));

/** A piece of traffic in which nothing went wrong, but for these kinds. */
export const report = (kinds: Partial<Record<Kind, Partial<KindReport>>> = {}, more: Partial<Report> = {}): Report => ({
  ...{ beganAt: 0, endedAt: END, marks: { fault: FAULT } },
  kinds: {
    page: { ...usual.page, ...kinds.page },
    api: { ...usual.api, ...kinds.api },
    write: { ...usual.write, ...kinds.write },
    redis: { ...usual.redis, ...kinds.redis },
  },
  ...more,
});
