import { createHash } from 'node:crypto';
import fc from 'fast-check';
import type { Fn, Json } from '../../../constructs/values/expr';
import { applyFn, canonicalJson, sortedEntries, truthy } from '../../../constructs/values/functions';
import { codesOf } from '../support';

test.each<[Json | undefined, boolean]>([
  [undefined, false],
  [null, false],
  ['', false],
  [0, false],
  [-0, false],
  [false, false],
  [[], false],
  [{}, false],
  ['0', true],
  ['false', true],
  [' ', true],
  [-1, true],
  [[0], true],
  [{ a: null }, true],
])('%j is given, as Go sees it: %p', (value, expected) => {
  expect(truthy(value)).toBe(expected);
});

describe('the canonical JSON of a block is what Go writes', () => {
  test.each<[string, Json, string]>([
    ['keys in the order of their bytes', { b: 1, a: 2, B: 3, _: 4 }, '{"B":3,"_":4,"a":2,"b":1}'],
    ['keys that look like numbers, as text', { '9': 'a', '10': 'b', '1': 'c' }, '{"1":"c","10":"b","9":"a"}'],
    [
      'keys beyond the basic plane, after the private use area',
      { '\u{1F600}': 1, '\uE000': 2 },
      '{"\uE000":2,"\u{1F600}":1}',
    ],
    ['characters that HTML knows, escaped', { '<&>': '<&>' }, '{"\\u003c\\u0026\\u003e":"\\u003c\\u0026\\u003e"}'],
    ['line separators, escaped', 'a\u2028b\u2029', '"a\\u2028b\\u2029"'],
    ['unicode as it is', 'Größe ✓', '"Größe ✓"'],
    ['quotes and line breaks', 'a"b\\c\nd\te', '"a\\"b\\\\c\\nd\\te"'],
    ['nothing between the parts', [{ a: [1, true, null] }], '[{"a":[1,true,null]}]'],
    ['empty collections', { a: {}, b: [] }, '{"a":{},"b":[]}'],
  ])('%s', (_, value, expected) => {
    expect(canonicalJson(value)).toBe(expected);
  });

  test('it reads back as the value, and does not depend on the order of keys', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' })), (map) => {
        const reversed = Object.fromEntries(Object.entries(map).reverse());
        expect(JSON.parse(canonicalJson(map))).toEqual({ ...map });
        expect(canonicalJson(reversed)).toBe(canonicalJson(map));
      }),
    );
  });
});

test('entries come in the order of the bytes of their keys, as Go goes through them', () => {
  const map = { b: 1, '10': 2, a: 3, '9': 4, B: 5 };
  expect(sortedEntries(map).map(([key]) => key)).toEqual(['10', '9', 'B', 'a', 'b']);
});

describe('the hash', () => {
  const hex = (text: string) => createHash('sha256').update(text).digest('hex');
  test('of a text is that of its bytes in UTF-8', () => {
    expect(applyFn('sha256', ['Größe'])).toBe(hex('Größe'));
  });
  test('of a block is that of its canonical JSON', () => {
    expect(applyFn('sha256', [{ b: '1', a: '2' }])).toBe(hex('{"a":"2","b":"1"}'));
  });
});

test.each<[Fn]>([['div'], ['mod']])('%s by zero is refused', (fn) => {
  expect(codesOf(() => applyFn(fn, [1, 0]))).toEqual(['SCALE-PARAM-005']);
});

test('division and remainder belong together, and the remainder has the sign of the dividend, as in Go', () => {
  const whole = fc.integer({ min: -1_000_000, max: 1_000_000 });
  fc.assert(
    fc.property(whole, whole, (a, b) => {
      fc.pre(b !== 0);
      const [quotient, rest] = [Number(applyFn('div', [a, b])), Number(applyFn('mod', [a, b]))];
      // Compared with ===, for which -0 is 0.
      expect(quotient * b + rest === a).toBe(true);
      expect(rest === 0 || Math.sign(rest) === Math.sign(a)).toBe(true);
      expect(Math.abs(rest)).toBeLessThan(Math.abs(b));
    }),
  );
});

test.each<[Fn, number, number]>([
  ['mod', -7, 7],
  ['div', -1, 2],
  ['mul', -1, 0],
])('zero has no sign: %s of %d and %d', (fn, a, b) => {
  expect(Object.is(applyFn(fn, [a, b]), 0)).toBe(true);
});
