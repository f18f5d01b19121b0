import { twoAtOnce } from '../e2e/postgres/judge/primaries';

/** Acknowledgements, each 10 ms after the one before: `'a1'` is by server a on timeline 1. */
const by = (...words: readonly string[]) =>
  words.map((word, i) => ({
    ...{ number: i, sentAt: 10 * i, at: 10 * (i + 1) },
    ...{ server: word.slice(0, 1), timeline: Number(word.slice(1)) },
  }));
const found = (...words: readonly string[]) => twoAtOnce(by(...words));

test.each<[string, readonly string[]]>([
  ['no acknowledgement at all', []],
  ['one primary throughout', ['a1', 'a1', 'a1']],
  ['a hand-over to another server', ['a1', 'a1', 'b2', 'b2']],
  ['a hand-over there and back, each on its own timeline', ['a1', 'b2', 'a3', 'b4']],
  ['the same server promoted anew', ['a1', 'a2']],
  ['a primary that restarts under another address', ['a1', 'a1', 'c1', 'c1']],
  ['one that restarts twice', ['a1', 'c1', 'd1']],
])('%s is one primary at a time', (_, words) => {
  expect(found(...words)).toEqual([]);
});

test('an old primary that acknowledges after the new timeline began is told, with who and when', () => {
  expect(found('a1', 'a1', 'b2', 'a1')).toEqual([
    'a acknowledges on timeline 1 at 0.040 s, after b did on 2 at 0.030 s',
  ]);
});

test('it is told each time', () => {
  expect(found('a1', 'b2', 'a1', 'b2', 'a1')).toHaveLength(2);
});

test('it is told however late it is, and however many timelines on', () => {
  expect(found('a1', 'b2', 'b2', 'c3', 'c3', 'a1')).toHaveLength(1);
  expect(found('a1', 'b2', 'b2', 'c3', 'c3', 'b2')).toHaveLength(1);
});

test('an old primary that was never heard before is told too', () => {
  expect(found('b2', 'a1')).toHaveLength(1);
});

test('two servers that take turns on one timeline are told, with who and when', () => {
  expect(found('a1', 'b1', 'a1')).toEqual(['a and b both acknowledge on timeline 1, at 0.030 s']);
});

test('three that take turns are told', () => {
  expect(found('a1', 'b1', 'c1', 'a1')).toEqual(['a and c both acknowledge on timeline 1, at 0.040 s']);
});

test('two that take turns on the new timeline are told after a proper hand-over', () => {
  expect(found('a1', 'b2', 'c2', 'b2')).toHaveLength(1);
});

test('the order of the clock counts, not the order of the list: writers are recorded one after the other', () => {
  const writerByWriter = by('a1', 'b2', 'a1').sort((a, b) => a.timeline - b.timeline);
  expect(twoAtOnce(writerByWriter)).toHaveLength(1);
  const proper = by('a1', 'a1', 'b2');
  expect(twoAtOnce([...proper].reverse())).toEqual([]);
});

test('at the very same moment, which was first cannot be told', () => {
  const moment = (words: readonly string[]) => twoAtOnce(by(...words).map((one) => ({ ...one, at: 50 })));
  expect(moment(['b2', 'a1'])).toEqual([]);
  expect(moment(['a1', 'b2'])).toEqual([]);
});
