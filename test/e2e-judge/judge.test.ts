import { errorsOf, figuresOf, gapMs, type Found } from '../e2e/postgres/judge/figures';
import { missesOf } from '../e2e/postgres/judge/limits';
import type { PathName } from '../e2e/postgres/load/plan';
import type { Acknowledged, Answered, Failure, PathReport, Report, Sighting } from '../e2e/postgres/load/report';

const END = 60_000;
const FAULT = 30_000;
const LIMITS = { straightMs: 1500, pooledErrors: 0, readMs: 1000 };

/** An acknowledgement each 20 ms, on timeline 1 by `a` up to the fault, on timeline 2 by `b` from `back` on. */
const writes = (back = FAULT + 500): Acknowledged[] =>
  Array.from({ length: END / 20 }, (_, number) => ({ number, sentAt: number * 20 - 5, at: number * 20 }))
    .filter(({ at }) => at <= FAULT || at >= back)
    .map((one) => ({ ...one, ...(one.at <= FAULT ? { server: 'a', timeline: 1 } : { server: 'b', timeline: 2 }) }));
const reads = (): Answered[] => Array.from({ length: END / 40 }, (_, i) => ({ sentAt: i * 40 - 2, at: i * 40 }));

const member = (name: string, role: string, state: string) => ({ name, role, state, timeline: 2 });
const WHOLE: Sighting['members'] = [
  member('p-0', 'quorum_standby', 'streaming'),
  member('p-1', 'leader', 'running'),
  member('p-2', 'quorum_standby', 'streaming'),
];

interface Made {
  readonly straight?: readonly Acknowledged[];
  readonly pooled?: readonly Acknowledged[];
  readonly failures?: Partial<Record<PathName, readonly Failure[]>>;
  readonly reads?: readonly Answered[];
  readonly sightings?: readonly Sighting[];
}

/** A report of a load; nothing is wrong in it unless something is. */
function report(made: Made = {}): Report {
  const path = (name: PathName, of: Partial<PathReport>): PathReport => ({
    ...{ name, kind: 'write', acknowledged: [], answered: [], ...of },
    failures: made.failures?.[name] ?? [],
  });
  const answered = made.reads ?? reads();
  return {
    endedAt: END,
    marks: { fault: FAULT },
    paths: [
      path('straight', { acknowledged: made.straight ?? writes() }),
      path('pooled', { acknowledged: made.pooled ?? writes() }),
      path('reads', { kind: 'read', answered }),
      path('pooled reads', { kind: 'read', answered }),
    ],
    sightings: made.sightings ?? [{ at: 0, members: WHOLE }],
  };
}

const rowsOf = (acknowledged: readonly Acknowledged[]): number[] => acknowledged.map(({ number }) => number);
const found = (straight = rowsOf(writes()), differing: string[] = []): Found => ({
  rows: { straight, pooled: rowsOf(writes()) },
  differing,
});
const misses = (made: Made = {}, rows = found(), limits = LIMITS) => missesOf(figuresOf(report(made), rows, 3), limits);
const change = (list: readonly Acknowledged[], at: number, to: Partial<Acknowledged>) =>
  list.map((one) => (one.at === at ? { ...one, ...to } : one));
const failure = (at: number, more: Partial<Failure> = {}): Failure => ({ at, sentAt: at - 3, kind: 'closed', ...more });

test('a hand-over within its limits is kept', () => {
  expect(misses()).toEqual([]);
});

describe('rows', () => {
  test('one that was acknowledged and is not there is lost', () => {
    expect(misses({}, found(rowsOf(writes()).filter((number) => number !== 700)))).toEqual([
      'LOST: 1 (first: straight 700)',
    ]);
  });
  test('one lost row is not made up for by one that nobody wrote', () => {
    const rows = rowsOf(writes()).map((number) => (number === 700 ? 99_999 : number));
    expect(misses({}, found(rows))).toEqual([
      'LOST: 1 (first: straight 700)',
      'rows that nobody wrote: 1 (first: straight 99999)',
    ]);
  });
  test('one whose answer was lost may be there, or not', () => {
    const failures = { straight: [failure(FAULT + 10, { unknown: 5000 })] };
    expect(misses({ failures })).toEqual([]);
    expect(misses({ failures }, found([...rowsOf(writes()), 5000]))).toEqual([]);
  });
  test('one that was refused must not be there', () => {
    const failures = { straight: [failure(FAULT + 10)] };
    expect(misses({ failures }, found([...rowsOf(writes()), 5000]))).toHaveLength(1);
  });
  test('members with other rows than the leader are told', () => {
    expect(misses({}, found(undefined, ['p-2']))).toEqual(['members that differ: 1 (first: p-2)']);
  });
});

describe('two primaries', () => {
  test('an old one that acknowledges after a new one did is seen', () => {
    const straight = change(writes(), FAULT + 1000, { server: 'a', timeline: 1 });
    expect(misses({ straight })[0]).toMatch(/^TWO PRIMARIES: 1 \(first: a acknowledges on timeline 1 /);
  });
  test('it is seen across paths: one behind the pooler, one straight', () => {
    const pooled = change(writes(), FAULT + 1000, { server: 'a', timeline: 1 });
    expect(misses({ pooled })[0]).toMatch(/^TWO PRIMARIES/);
  });
  test('two that take turns on one timeline are seen', () => {
    const straight = change(writes(), 10_000, { server: 'c' });
    expect(misses({ straight })[0]).toMatch(/^TWO PRIMARIES: \d+ \(first: a and c both acknowledge on timeline 1/);
  });
});

describe('outages', () => {
  test('one that is too long is told with by how much', () => {
    expect(misses({ straight: writes(FAULT + 2000) }, found(rowsOf(writes(FAULT + 2000))))).toEqual([
      'writes straight 2.00 s, 0.50 s over',
    ]);
  });
  test('one that began before the fault was noted counts from its beginning', () => {
    const straight = writes().filter(({ at }) => at < FAULT - 400 || at > FAULT + 400);
    expect(gapMs(figuresOf(report({ straight }), found(), 3), 'straight')).toBeGreaterThan(850);
  });
  test('one that was over before the fault does not count', () => {
    const straight = writes().filter(({ at }) => at < 10_000 || at > 15_000);
    expect(gapMs(figuresOf(report({ straight }), found(), 3), 'straight')).toBe(500);
  });
  test('a path that never came back is out until the end', () => {
    const straight = writes().filter(({ at }) => at <= FAULT);
    expect(gapMs(figuresOf(report({ straight }), found(), 3), 'straight')).toBe(END - FAULT);
  });
  test('readers count too', () => {
    expect(misses({ reads: reads().filter(({ at }) => at < 40_000 || at > 42_000) })).toEqual([
      expect.stringMatching(/^reads 2\.0/),
      expect.stringMatching(/^pooled reads 2\.0/),
    ]);
  });
});

test('errors at the pooler count from the fault on', () => {
  const failures = { pooled: [failure(FAULT - 10), failure(FAULT + 10, { kind: 'x' })] };
  expect(errorsOf(figuresOf(report({ failures }), found(), 3), 'pooled')).toBe(1);
  expect(misses({ failures })).toEqual(['1 errors at the pooler']);
});

describe('members', () => {
  const broken = (at: number): Sighting => ({ at, members: WHOLE.slice(1) });
  test('that are not all back at the end are told', () => {
    expect(misses({ sightings: [{ at: 0, members: WHOLE }, broken(31_000)] })).toEqual(['not all members came back']);
  });
  test('are back from when they were whole for good', () => {
    const whole = (at: number) => ({ at, members: WHOLE });
    const sightings = [whole(0), broken(31_000), whole(33_000), broken(34_000), whole(36_000)];
    expect(figuresOf(report({ sightings }), found(), 3).backMs).toBe(6000);
  });
});

test('a load that did not run proves nothing', () => {
  const few = writes().slice(0, 20);
  expect(
    misses({ straight: few, pooled: few }, { rows: { straight: rowsOf(few), pooled: rowsOf(few) }, differing: [] }),
  ).toContainEqual('only 40 rows acknowledged: proves nothing');
});
