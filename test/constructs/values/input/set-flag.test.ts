import fc from 'fast-check';
import { ScaleoutError } from '../../../../constructs/errors';
import type { Json } from '../../../../constructs/values/expr';
import { parseSetFlag } from '../../../../constructs/values/input/set-flag';
import { problemsOf } from '../../support';

describe('--set is read as Helm reads it', () => {
  test.each<[string, Json]>([
    ['a=b', { a: 'b' }],
    ['a=', { a: '' }],
    ['a.b.c=1', { a: { b: { c: 1 } } }],
    ['a=1,b=2', { a: 1, b: 2 }],
    ['a=1,', { a: 1 }],
    ['a=,b=1', { a: '', b: 1 }],
    ['a.b=1,a.c=2', { a: { b: 1, c: 2 } }],
    ['a=b=c', { a: 'b=c' }],
    [' a= 1', { ' a': ' 1' }],
    ['a\\.b=1', { 'a.b': 1 }],
    ['a=1\\,2', { a: '1,2' }],
    ['a.kubernetes\\.io/x=y', { a: { 'kubernetes.io/x': 'y' } }],
    ['a[0]=x', { a: ['x'] }],
    ['a[1]=x', { a: [null, 'x'] }],
    ['a[0].b=1,a[0].c=2', { a: [{ b: 1, c: 2 }] }],
    ['a[0][1]=x', { a: [[null, 'x']] }],
    ['a={1,b,true}', { a: [1, 'b', true] }],
    ['a={}', { a: [''] }],
    ['a={x},b=1', { a: ['x'], b: 1 }],
    ['a={a,}', { a: ['a', ''] }],
  ])('%s', (text, expected) => {
    expect(parseSetFlag(text).value).toEqual(expected);
  });
});

describe('types are those of Helm', () => {
  test.each<[string, Json]>([
    ['0', 0],
    ['-1', -1],
    ['1000000', 1_000_000],
    ['007', '007'],
    ['1.5', '1.5'],
    ['1e3', '1e3'],
    ['0x10', '0x10'],
    ['true', true],
    ['False', false],
    ['TRUE', true],
    ['null', null],
    ['Null', null],
    ['+5', 5],
    ['-05', -5],
    ['-0', 0],
    ['yes', 'yes'],
    ['"1"', '"1"'],
    ['{ x', '{ x'],
  ])('%s', (text, expected) => {
    const value = text.startsWith('{') ? `\\${text}` : text;
    expect(parseSetFlag(`a=${value}`).value).toEqual({ a: expected });
  });
});

test.each([
  'a',
  '=1',
  '',
  ',',
  'a..b=1',
  'a.=1',
  '[0]=1',
  'a[=1',
  'a[x]=1',
  'a[-1]=1',
  'a[99999]=1',
  'a[0]b=1',
  'a={1',
  'a={1}x',
  'a={{1}}',
])('%j is refused with its text, the character and the remedy', (text) => {
  const [problem] = problemsOf(() => parseSetFlag(text));
  expect(problem).toMatchObject({ code: 'SCALE-VALUES-011', at: `--set ${text}` });
  expect(problem?.message).toMatch(/^it cannot be read at character \d+$/);
});

describe('over values that are there', () => {
  test.each<[string, Json, string, Json]>([
    ['an item of a list is changed alone', { a: [{ b: 1 }, { b: 2 }] }, 'a[1].b=3', { a: [{ b: 1 }, { b: 3 }] }],
    ['a list grows', { a: ['x'] }, 'a[1]=y', { a: ['x', 'y'] }],
    ['a list in braces replaces', { a: ['x', 'y'] }, 'a={z}', { a: ['z'] }],
    ['a map grows', { a: { b: 1 } }, 'a.c=2', { a: { b: 1, c: 2 } }],
    ['null is kept, for the defaults to see', { a: 1 }, 'a=null', { a: null }],
  ])('%s', (_, base, text, expected) => {
    const before = structuredClone(base);
    expect(parseSetFlag(text, base).value).toEqual(expected);
    expect(base).toEqual(before);
  });
});

test.each<[string, Json, string]>([
  ['a scalar for a map', { a: 1 }, 'a.b=2'],
  ['a list for a map', { a: [1] }, 'a.b=2'],
  ['a map for a list', { a: { b: 1 } }, 'a[0]=2'],
])('what is there keeps its kind: %s is refused', (_, base, text) => {
  expect(problemsOf(() => parseSetFlag(text, base))).toMatchObject([{ code: 'SCALE-VALUES-011', at: `--set ${text}` }]);
});

test('it says which keys it has set', () => {
  const { locate } = parseSetFlag('a.b=1,c[0]=2');
  expect(locate(['a'])).toBe('--set a.b=1,c[0]=2');
  expect(locate(['a', 'b'])).toBeDefined();
  expect(locate(['c', '0'])).toBeDefined();
  expect(locate(['a', 'x'])).toBeUndefined();
  expect(locate(['x'])).toBeUndefined();
});

test('whatever the text, it is read or refused, and quickly', () => {
  const unit = fc.constantFrom(...'ab01.,=[]{}\\"- '.split(''), 'true', 'null', '__proto__', '\n', '\u{1F600}');
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 40 }), (text) => {
      try {
        expect(typeof parseSetFlag(text).value).toBe('object');
      } catch (error) {
        expect(error).toBeInstanceOf(ScaleoutError);
      }
    }),
    { numRuns: 3000, interruptAfterTimeLimit: 4000, markInterruptAsFailure: true },
  );
});

test('what is set comes out as it went in, whatever the key and the text', () => {
  const escape = (text: string) => text.replaceAll(/[\\.,=[\]{}]/g, '\\$&');
  const word = fc.string({ minLength: 1, maxLength: 8 }).filter((text) => !/^__proto__$/.test(text));
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 3 }), word, (path, text) => {
      fc.pre(!/^([+-]?\d+|true|false|null)$/i.test(text));
      const { value } = parseSetFlag(`${path.map(escape).join('.')}=${escape(text)}`);
      expect(path.reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], value)).toBe(text);
    }),
  );
});
