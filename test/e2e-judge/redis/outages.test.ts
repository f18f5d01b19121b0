import fc from 'fast-check';
import { length } from '../../e2e/faults/judge/gap';
import { askedByShard, longestOutage, type Asked } from '../../e2e/redis/judge/outages';
import type { StreamReport } from '../../e2e/redis/load/report';
import { slotOf } from '../../e2e/redis/load/slots';
import { master, RANGES, sighting, takenOver } from './cluster';

const SINCE = 1000;
const END = 3000;
const answer = (sentAt: number, until = sentAt + 2): Asked => ({ sentAt, until, isAnswered: true });
/** One each 10 ms; those between two times are answered at the second. */
const answers = (from = Infinity, to = Infinity): Asked[] =>
  Array.from({ length: 300 }, (_, i) => i * 10).map((at) => answer(at, at > from && at < to ? to : at + 2));
const outage = (asked: readonly Asked[]) => longestOutage(asked, SINCE, END);

test('without an outage it is the time from one answer to the next', () => {
  expect(length(outage(answers()))).toBeLessThanOrEqual(10);
});

test('an outage is from the last answer to the next one', () => {
  expect(outage(answers(1200, 1900))).toEqual({ from: 1210, to: 1900 });
});

test('it begins when something was asked, if nothing was before', () => {
  expect(outage([answer(1000), answer(1500, 1800)])).toEqual({ from: 1500, to: 1800 });
});

test('a shard that nobody asks is not out', () => {
  expect(length(outage([answer(1000), answer(2900)]))).toBeLessThanOrEqual(2);
  expect(length(outage([]))).toBe(0);
});

test('one that was over before does not count, and one that was going on counts whole', () => {
  expect(length(outage(answers(200, 900)))).toBeLessThanOrEqual(10);
  expect(outage(answers(500, 1400))).toEqual({ from: 510, to: 1400 });
});

test('a shard that never answers again is out until the end, though its clients gave up', () => {
  const asked = answers().map((one): Asked =>
    one.sentAt > 1500 ? { ...one, until: Infinity, isAnswered: false } : one,
  );
  expect(outage(asked)).toEqual({ from: 1510, to: END });
  const failed = answers().map((one): Asked => (one.sentAt > 1500 ? { ...one, isAnswered: false } : one));
  expect(outage(failed).to).toBe(END);
});

test('an error does not end an outage', () => {
  const asked = [answer(1000), { sentAt: 1100, until: 1300, isAnswered: false }, answer(1290, 1700)];
  expect(outage(asked)).toEqual({ from: 1100, to: 1700 });
});

test('what is answered after the end was not answered', () => {
  expect(outage([answer(1000), answer(2000, 3500)])).toEqual({ from: 2000, to: END });
});

test('within an outage nothing is answered, and all the time something is waited for', () => {
  const one = fc
    .record({
      sentAt: fc.integer({ min: 0, max: END }),
      wait: fc.integer({ min: 1, max: 800 }),
      isAnswered: fc.boolean(),
    })
    .map(({ sentAt, wait, isAnswered }): Asked => ({ sentAt, until: sentAt + wait, isAnswered }));
  fc.assert(
    fc.property(fc.array(one, { maxLength: 30 }), (asked) => {
      const { from, to } = outage(asked);
      expect(asked.filter(({ until, isAnswered }) => isAnswered && until > from && until < to)).toEqual([]);
      if (to > from) expect(asked.some(({ sentAt, until }) => sentAt <= from && until > from)).toBe(true);
    }),
  );
});

test('every wait that ended well is within the longest outage, or shorter than it', () => {
  const one = fc.record({ sentAt: fc.integer({ min: SINCE, max: 2000 }), wait: fc.integer({ min: 1, max: 900 }) });
  fc.assert(
    // A lone wait is an outage: nothing else was answered in it.
    fc.property(one, ({ sentAt, wait }) => {
      expect(outage([answer(sentAt, sentAt + wait)])).toEqual({ from: sentAt, to: sentAt + wait });
    }),
  );
});

/** All that was written, each number answered at 10 ms times itself. */
const written = (numbers: readonly number[], more: Partial<StreamReport> = {}): StreamReport => ({
  ...{ answered: numbers.map((number) => [number, number * 10 - 2, number * 10] as const) },
  ...{ failures: [], unanswered: [] },
  ...more,
});
const numbers = Array.from({ length: 300 }, (_, i) => i + 1);
const shardOfSlot = (slot: number): number => (slot <= 5460 ? 0 : slot <= 10_922 ? 1 : 2);

test('each write belongs to the shard that has its slot', () => {
  const shards = askedByShard(written(numbers), [sighting()], 'k');
  expect([...shards.keys()].sort()).toEqual([0, 1, 2]);
  for (const shard of [0, 1, 2]) {
    const own = numbers.filter((number) => shardOfSlot(slotOf(number)) === shard);
    expect(shards.get(shard)?.map(({ until }) => until)).toEqual(own.map((number) => number * 10));
  }
});

test('a write in a slot whose master is away belongs to the shard that had it last', () => {
  const slot0 = numbers.filter((number) => shardOfSlot(slotOf(number)) === 0);
  const away = sighting(100, { 'k-0-0': undefined });
  const shards = askedByShard(written(numbers), [sighting(), away, takenOver(2000)], 'k');
  expect(shards.get(0)).toHaveLength(slot0.length);
});

test('a slot that moved belongs to its new shard from then on', () => {
  const { nodes } = sighting();
  const moved = {
    at: 1500,
    silent: {},
    nodes: [
      ...nodes.map((node) => (node.pod === 'k-0-0' ? { ...node, slots: '100-5460' } : node)),
      master('k-3-0', '0-99', { epoch: 9 }),
    ],
  };
  const few = numbers.filter((number) => slotOf(number) < 100);
  const shards = askedByShard(written(numbers), [sighting(), moved], 'k');
  expect(shards.get(3)?.map(({ until }) => until) ?? []).toEqual(
    few.map((number) => number * 10).filter((at) => at >= 1500),
  );
});

test('of two who claim a slot, the one with the higher epoch has it, whoever is listed first', () => {
  const stale = sighting(0, { 'k-1-0': { slots: '0-10922', epoch: 0 } });
  const own = numbers.filter((number) => shardOfSlot(slotOf(number)) === 0);
  const reversed = { ...stale, nodes: [...stale.nodes].reverse() };
  for (const seen of [stale, reversed])
    expect(askedByShard(written(numbers), [seen], 'k').get(0)).toHaveLength(own.length);
});

test('what failed and what was never answered belong to shards too', () => {
  const report = written([], {
    failures: [{ number: 1, sentAt: 5, at: 50, kind: 'x' }],
    unanswered: [[2, 7]],
  });
  const all = [...askedByShard(report, [sighting()], 'k').values()].flat();
  expect(all).toEqual([
    { sentAt: 5, until: 50, isAnswered: false },
    { sentAt: 7, until: Infinity, isAnswered: false },
  ]);
});

test('the masters of another cluster own nothing here', () => {
  const { nodes } = sighting();
  const other = master('second-0-0', RANGES[0], { epoch: 99 });
  const shards = askedByShard(written(numbers), [{ ...sighting(), nodes: [...nodes, other] }], 'k');
  expect([...shards.keys()].sort()).toEqual([0, 1, 2]);
});
