import type { Figures } from '../../e2e/redis/judge/figures';
import { missesOf, type Limits } from '../../e2e/redis/judge/limits';

const LIMITS: Limits = { gapMs: 1000, backMs: 30_000, lost: 0 };

/** The figures of a round in which all went well, but for what is given. */
const figures = (wrong: Partial<Figures> = {}): Figures => ({
  ...{ outages: [], runningMs: undefined, waitMs: 20, errors: {}, slotsMs: 0, linksMs: 2000, backMs: 3000 },
  ...{ acknowledged: 1000, lost: [], canaries: [], merged: [], unread: undefined },
  ...wrong,
});
const outage = (ms: number, shard = 0) => ({ shard, from: 30_000, to: 30_000 + ms });

test('a round in which all went well keeps everything', () => {
  expect(missesOf(figures(), LIMITS)).toEqual([]);
});

test('what just stays within the limits is kept', () => {
  expect(missesOf(figures({ outages: [outage(1000)], backMs: 30_000 }), LIMITS)).toEqual([]);
});

test.each<[string, Partial<Figures>, string]>([
  ['a canary', { canaries: ['7', '8'] }, 'CANARIES LOST: 2 (first: 7)'],
  ['a merger', { merged: ['a knows b'] }, 'CLUSTERS MERGED: 1 (first: a knows b)'],
  ['an error of the client', { errors: { 'Command timed out': 2, other: 1 } }, '3 errors at the client'],
  ['that nothing was read back', { unread: 'timeout' }, 'could not be read back: timeout'],
  ['a load that did not run', { acknowledged: 499 }, 'only 499 writes acknowledged: proves nothing'],
  [
    'slots that stayed away',
    { slotsMs: undefined, linksMs: undefined, backMs: undefined },
    'not all slots are covered',
  ],
  ['a member that stayed away', { linksMs: undefined, backMs: undefined }, 'not all members are back'],
  ['masters on one node', { backMs: undefined }, 'masters are not spread over nodes'],
])('%s is told, whatever the limits are', (_, wrong, miss) => {
  expect(missesOf(figures(wrong), LIMITS)).toEqual([miss]);
  expect(missesOf(figures(wrong), { backMs: 120_000 })).toEqual([miss]);
});

test('of all shards the longest outage counts, and by how much it is too long', () => {
  expect(missesOf(figures({ outages: [outage(100), outage(2250, 1), outage(900, 2)] }), LIMITS)).toEqual([
    'outage 2.25 s, 1.25 s over',
  ]);
});

test('a recovery that took too long is told', () => {
  expect(missesOf(figures({ backMs: 31_500 }), LIMITS)).toEqual(['all back 31.50 s, 1.50 s over']);
});

test('a lost write is told where none may be lost, and only there', () => {
  expect(missesOf(figures({ lost: ['3'] }), LIMITS)).toEqual(['LOST: 1 (first: 3)']);
  expect(missesOf(figures({ lost: ['3'] }), { gapMs: 4000, backMs: 30_000 })).toEqual([]);
});

test('where an outage counts from when the pods ran, that has to be known', () => {
  const all: Limits = { runningMs: 12_000, backMs: 30_000 };
  expect(missesOf(figures({ outages: [outage(25_000)], runningMs: 11_000 }), all)).toEqual([]);
  expect(missesOf(figures({ outages: [outage(25_000)], runningMs: 13_000 }), all)).toEqual([
    'outage from running on 13.00 s, 1.00 s over',
  ]);
  expect(missesOf(figures(), all)).toEqual(['when the pods ran is not known']);
});

test('everything that is wrong is told at once, canaries first', () => {
  const misses = missesOf(figures({ canaries: ['1'], lost: ['2'], errors: { x: 1 }, slotsMs: undefined }), LIMITS);
  expect(misses).toHaveLength(4);
  expect(misses[0]).toMatch(/^CANARIES/);
});
