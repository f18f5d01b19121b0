import { iterations } from '../../../constructs/values/evaluate';
import { Expr, exprOf, type ReleaseField } from '../../../constructs/values/expr';
import { variable } from '../../../constructs/values/refs';
import { Each } from '../../../constructs/values/template';
import { problemsOf, ref, RELEASE, valueOf } from '../support';

test('plain values are what they are, to the last corner', () => {
  const plain = { a: [1, 'x', true, { b: null }], c: { d: '' }, e: 0 };
  expect(valueOf(plain)).toEqual(plain);
});

test('keys that are undefined are not there', () => {
  expect(valueOf({ a: 1, b: undefined })).toEqual({ a: 1 });
  expect(Object.keys(valueOf({ a: 1, b: undefined }) as object)).toEqual(['a']);
});

test('keys stay in the order in which they were written', () => {
  expect(Object.keys(valueOf({ z: 1, a: ref('int', 'n'), m: 1 }, { n: 1 }) as object)).toEqual(['z', 'a', 'm']);
});

test('a reference reads its path', () => {
  expect(valueOf(ref('int', 'a', 'b', 'c'), { a: { b: { c: 0 } } })).toBe(0);
});

test.each<[string, () => unknown, string]>([
  ['a value', () => valueOf(ref('int', 'a', 'b'), { a: {} }), "'values.a.b' is not there"],
  ['a value below nothing', () => valueOf(ref('int', 'a', 'b')), "'values.a.b' is not there"],
  ['a variable', () => valueOf(new Expr('int', variable('i')([]))), "'i' is not there"],
])('%s that is not there is refused by its path', (_, work, message) => {
  expect(problemsOf(work)).toEqual([{ code: 'SCALE-VALUES-021', message }]);
});

test.each<ReleaseField>(['name', 'namespace', 'service', 'version'])('the release gives its %s', (field) => {
  expect(valueOf(new Expr('string', { op: 'release', field }))).toBe(RELEASE[field]);
});

test('a loop gives a scope to each round and leaves the one around as it was', () => {
  const scope = { values: { names: ['a', 'b'] }, release: RELEASE, variables: { outer: 1 } };
  const rounds = [...iterations(new Each(ref('list', 'names'), 'n', undefined), scope)];
  expect(rounds.map(({ variables }) => variables)).toEqual([
    { outer: 1, n: 'a' },
    { outer: 1, n: 'b' },
  ]);
  expect(scope.variables).toEqual({ outer: 1 });
});

test('a literal count makes as many rounds', () => {
  const rounds = [...iterations(new Each(exprOf(2), 'i', undefined), { values: {}, release: RELEASE })];
  expect(rounds.map(({ variables }) => variables?.['i'])).toEqual([0, 1]);
});
