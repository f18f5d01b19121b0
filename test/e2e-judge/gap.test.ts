import fc from 'fast-check';
import { length, longestGap } from '../e2e/faults/judge/gap';

const SINCE = 1000;
const UNTIL = 2000;
/** An answer each 10 ms, but for the time between these. */
const answers = (from?: number, to = Infinity) =>
  Array.from({ length: 200 }, (_, i) => i * 10).filter((at) => from === undefined || at <= from || at >= to);
const gap = (times: readonly number[]) => longestGap(times, SINCE, UNTIL);

test('without an outage it is the time from one answer to the next', () => {
  expect(length(gap(answers()))).toBe(10);
});

test('an outage is found, with when it was', () => {
  expect(gap(answers(1200, 1500))).toEqual({ from: 1200, to: 1500 });
});

test('one that began before the fault counts from its beginning', () => {
  expect(gap(answers(900, 1100))).toEqual({ from: 900, to: 1100 });
});

test('one that was over before the fault does not count', () => {
  expect(length(gap(answers(200, 900)))).toBe(10);
});

test('one that ended at the very moment of the fault does not count', () => {
  expect(length(gap(answers(200, SINCE)))).toBe(10);
});

test('a path that never came back is out until the end', () => {
  expect(gap(answers(1300))).toEqual({ from: 1300, to: UNTIL });
});

test('a path that stopped before the fault is out from its last answer', () => {
  expect(gap(answers(700))).toEqual({ from: 700, to: UNTIL });
});

test('a path that never answered is out from the fault to the end', () => {
  expect(gap([])).toEqual({ from: SINCE, to: UNTIL });
});

test('answers that arrive after the end do not shorten or lengthen an outage', () => {
  expect(gap([...answers(1300), UNTIL + 500])).toEqual({ from: 1300, to: UNTIL });
});

test('of two outages the longer one is told, whichever came first', () => {
  const long = { from: 1500, to: 1900 };
  const times = answers(1100, 1300);
  expect(gap(times.filter((at) => at <= long.from || at >= long.to))).toEqual(long);
  const early = answers(1100, 1600).filter((at) => at <= 1700 || at >= 1800);
  expect(gap(early)).toEqual({ from: 1100, to: 1600 });
});

test('answers of several connections need not be in order', () => {
  const times = answers(1200, 1500);
  expect(gap([...times].reverse())).toEqual(gap(times));
});

test('no answer lies within it, and no time after the fault without an answer is longer', () => {
  const moments = fc.array(fc.integer({ min: 0, max: UNTIL }), { maxLength: 40 });
  fc.assert(
    fc.property(moments, fc.integer({ min: SINCE, max: UNTIL }), (times, moment) => {
      const longest = gap(times);
      expect(times.filter((at) => at > longest.from && at < longest.to)).toEqual([]);
      const before = times.filter((at) => at <= moment).reduce((last, at) => Math.max(last, at), -Infinity);
      const after = times.filter((at) => at > moment).reduce((first, at) => Math.min(first, at), UNTIL);
      expect(length(longest)).toBeGreaterThanOrEqual(after - (before === -Infinity ? SINCE : before));
    }),
  );
});
