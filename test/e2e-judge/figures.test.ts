import { errorsOf, figuresOf, gapMs, type Found } from '../e2e/postgres/judge/figures';
import type { PathName } from '../e2e/postgres/load/plan';
import type { Acknowledged, Failure, Member, PathReport, Report } from '../e2e/postgres/load/report';

const FAULT = 5000;
const END = 10_000;

const TIMES = Array.from({ length: END / 50 }, (_, i) => i * 50);
const write = (at: number, number = at): Acknowledged => ({ number, sentAt: at - 5, at, server: 'a', timeline: 1 });
const failure = (at: number, more: Partial<Failure> = {}): Failure => ({ at, sentAt: at - 5, kind: 'closed', ...more });
const WHOLE: readonly Member[] = [
  { name: 'p-0', role: 'leader', state: 'running', timeline: 1 },
  { name: 'p-1', role: 'quorum_standby', state: 'streaming', timeline: 1 },
];

const writer = (name: PathName, of: Partial<PathReport> = {}): PathReport => ({
  ...{ name, kind: 'write', acknowledged: TIMES.map((at) => write(at)), answered: [], failures: [] },
  ...of,
});
const reader = (name: PathName, of: Partial<PathReport> = {}): PathReport => ({
  ...{ name, kind: 'read', acknowledged: [], answered: TIMES.map((at) => ({ sentAt: at - 2, at })), failures: [] },
  ...of,
});
/** A report of a load in which nothing went wrong, but for these paths. */
const report = (paths: readonly PathReport[] = [], more: Partial<Report> = {}): Report => {
  const all = [writer('straight'), writer('pooled'), reader('reads'), reader('pooled reads')];
  return {
    ...{ endedAt: END, marks: { fault: FAULT }, sightings: [{ at: 0, members: WHOLE }] },
    paths: all.map((path) => paths.find(({ name }) => name === path.name) ?? path),
    ...more,
  };
};
const FOUND: Found = { rows: { straight: TIMES, pooled: TIMES }, differing: [] };
const figures = (of: Report, found = FOUND) => figuresOf(of, found, 2);

test('where nothing went wrong, all is counted and nothing is found', () => {
  expect(figures(report())).toMatchObject({
    ...{ acknowledged: 2 * TIMES.length, arrived: 0, backMs: 0 },
    ...{ lost: [], strange: [], twoAtOnce: [], differing: [] },
  });
});

test('an outage is told at its own path, and with when it was', () => {
  const out = figures(report([reader('reads', { answered: [{ sentAt: 4990, at: 5000 }] })]));
  expect(out.paths.reads.gap).toEqual({ from: 5000, to: END });
  expect(gapMs(out, 'reads')).toBe(5000);
  expect(gapMs(out, 'pooled reads')).toBe(50);
});

test('an outage from before the fault was noted counts whole', () => {
  const acknowledged = TIMES.filter((at) => at <= 4500 || at >= 6000).map((at) => write(at));
  expect(gapMs(figures(report([writer('straight', { acknowledged })])), 'straight')).toBe(1500);
});

test('a path that is not in the report was out all the time', () => {
  const { paths } = report();
  const out = figures({ ...report(), paths: paths.filter(({ name }) => name !== 'pooled') });
  expect(gapMs(out, 'pooled')).toBe(END - FAULT);
});

test('a read that a writer answered does not shorten an outage of its writes', () => {
  const answered = TIMES.map((at) => ({ sentAt: at, at }));
  expect(gapMs(figures(report([writer('straight', { acknowledged: [], answered })])), 'straight')).toBe(END - FAULT);
});

test('the longest wait is told, whether it ended well or not', () => {
  const waits = (of: Partial<PathReport>) => figures(report([writer('pooled', of)])).paths.pooled.waitMs;
  expect(waits({})).toBe(5);
  expect(waits({ acknowledged: [...TIMES.map((at) => write(at)), { ...write(6001), sentAt: 5200 }] })).toBe(801);
  expect(waits({ failures: [failure(7000, { sentAt: 5500 })] })).toBe(1500);
});

test('a wait that was over before the fault does not count', () => {
  const failures = [failure(4000, { sentAt: 1000 })];
  const acknowledged = [{ ...write(4001), sentAt: 1000 }, ...TIMES.map((at) => write(at))];
  expect(figures(report([writer('pooled', { acknowledged, failures })])).paths.pooled.waitMs).toBe(5);
});

test('errors are counted by reason, from the fault on', () => {
  const failures = [failure(4000), failure(6000), failure(6100), failure(6200, { kind: 'timeout' })];
  const out = figures(report([writer('pooled', { failures })]));
  expect(out.paths.pooled.errors).toEqual({ closed: 2, timeout: 1 });
  expect(errorsOf(out, 'pooled')).toBe(3);
  expect(errorsOf(out, 'straight')).toBe(0);
});

test('without a mark of the fault, the whole run counts', () => {
  const failures = [failure(100)];
  expect(errorsOf(figures(report([writer('pooled', { failures })], { marks: {} })), 'pooled')).toBe(1);
});

test('the rows that were found are held against those that were acknowledged', () => {
  const rows = { straight: TIMES.filter((number) => number !== 700), pooled: [...TIMES, 7] };
  const out = figures(report(), { rows, differing: ['p-1'] });
  expect(out).toMatchObject({ lost: ['straight 700'], strange: ['pooled 7'], differing: ['p-1'] });
});

test('two primaries are seen across paths: one straight, one behind the pooler', () => {
  const handedOver = TIMES.map((at) => (at < FAULT ? write(at) : { ...write(at), server: 'b', timeline: 2 }));
  const straight = writer('straight', { acknowledged: handedOver });
  expect(figures(report([straight, writer('pooled', { acknowledged: handedOver })])).twoAtOnce).toEqual([]);
  const stale = writer('pooled', { acknowledged: TIMES.filter((at) => at <= 6000).map((at) => write(at + 1, at)) });
  expect(figures(report([straight, stale])).twoAtOnce).not.toEqual([]);
});

test('the time until all were back counts from the fault', () => {
  const whole = (at: number) => ({ at, members: WHOLE });
  const broken = { at: 5100, members: WHOLE.slice(0, 1) };
  expect(figures(report([], { sightings: [whole(0), broken, whole(8000)] })).backMs).toBe(3000);
  expect(figures(report([], { sightings: [whole(0), broken] })).backMs).toBeUndefined();
});
