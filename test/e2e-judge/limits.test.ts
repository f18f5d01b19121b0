import type { Figures, PathFigures } from '../e2e/postgres/judge/figures';
import { missesOf, type Limits } from '../e2e/postgres/judge/limits';
import type { PathName } from '../e2e/postgres/load/plan';

const LIMITS: Limits = { straightMs: 1500, pooledErrors: 0, readMs: 1000 };

const path = (gapMs = 20, errors: PathFigures['errors'] = {}): PathFigures => ({
  gap: { from: 30_000, to: 30_000 + gapMs },
  waitMs: gapMs,
  errors,
});
/** The figures of a round in which all went well, but for what is given. */
const figures = (wrong: Partial<Figures> = {}, paths: Partial<Record<PathName, PathFigures>> = {}): Figures => ({
  paths: { straight: path(), pooled: path(), reads: path(), 'pooled reads': path(), ...paths },
  ...{ backMs: 4000, acknowledged: 200, arrived: 0 },
  ...{ lost: [], strange: [], twoAtOnce: [], differing: [] },
  ...wrong,
});

test('a round in which all went well keeps everything', () => {
  expect(missesOf(figures(), LIMITS)).toEqual([]);
});

test('what just stays within the limits is kept', () => {
  const paths = { straight: path(1500), reads: path(1000), 'pooled reads': path(1000) };
  expect(missesOf(figures({}, paths), LIMITS)).toEqual([]);
});

test.each<[string, Partial<Figures>, string]>([
  ['a lost row', { lost: ['straight 7', 'straight 8'] }, 'LOST: 2 (first: straight 7)'],
  ['two primaries', { twoAtOnce: ['a and b'] }, 'TWO PRIMARIES: 1 (first: a and b)'],
  ['a row that nobody wrote', { strange: ['pooled 9'] }, 'rows that nobody wrote: 1 (first: pooled 9)'],
  ['a member that differs', { differing: ['p-2'] }, 'members that differ: 1 (first: p-2)'],
  ['a member that stayed away', { backMs: undefined }, 'not all members came back'],
  ['a load that did not run', { acknowledged: 199 }, 'only 199 rows acknowledged: proves nothing'],
])('%s is told, whatever the limits are', (_, wrong, miss) => {
  expect(missesOf(figures(wrong), LIMITS)).toEqual([miss]);
  expect(missesOf(figures(wrong), {})).toEqual([miss]);
});

test.each<[PathName, number, string]>([
  ['straight', 2250, 'writes straight 2.25 s, 0.75 s over'],
  ['reads', 1100, 'reads 1.10 s, 0.10 s over'],
  ['pooled reads', 9000, 'pooled reads 9.00 s, 8.00 s over'],
])('an outage of %s that is too long is told with by how much', (name, gapMs, miss) => {
  expect(missesOf(figures({}, { [name]: path(gapMs) }), LIMITS)).toEqual([miss]);
});

test.each<PathName>(['pooled', 'pooled reads'])('errors of clients of the pooler are told: %s', (name) => {
  const wrong = figures({}, { [name]: path(20, { closed: 2, timeout: 1 }) });
  expect(missesOf(wrong, LIMITS)).toEqual(['3 errors at the pooler']);
  expect(missesOf(wrong, { ...LIMITS, pooledErrors: 2 })).toHaveLength(1);
  expect(missesOf(wrong, { ...LIMITS, pooledErrors: 3 })).toEqual([]);
});

test('errors of those who go straight are no miss: they have to connect anew', () => {
  expect(missesOf(figures({}, { straight: path(20, { closed: 5 }), reads: path(20, { closed: 5 }) }), LIMITS)).toEqual(
    [],
  );
});

test('without limits no outage and no error is too much', () => {
  const bad = path(20_000, { closed: 9 });
  const paths = { straight: bad, pooled: bad, reads: bad, 'pooled reads': bad };
  expect(missesOf(figures({}, paths), {})).toEqual([]);
});

test('everything that is wrong is told at once, lost rows first', () => {
  const wrong = { lost: ['straight 7'], twoAtOnce: ['a and b'], backMs: undefined, acknowledged: 3 };
  const misses = missesOf(figures(wrong, { straight: path(2000) }), LIMITS);
  expect(misses).toHaveLength(5);
  expect(misses[0]).toMatch(/^LOST/);
});
