import fc from 'fast-check';
import { isExpr, type Expr, type Json, type Kind, type Param } from '../../../constructs/values/expr';
import { group, int, line } from '../../../constructs/values/fields';
import { helper } from '../../../constructs/values/helper';
import * as ops from '../../../constructs/values/ops';
import { refs, variable } from '../../../constructs/values/refs';
import { Expr as ExprClass } from '../../../constructs/values/expr';
import { when } from '../../../constructs/values/template';
import { codesOf, ref, valueOf } from '../support';

const KIND: Readonly<Record<string, Kind>> = { number: 'int', string: 'string', boolean: 'bool' };
const kindOf = (value: Json): Kind => KIND[typeof value] ?? (Array.isArray(value) ? 'list' : 'map');

/** Each operation: what it is given, and what it comes to. */
type Operation = (...args: never[]) => Param<unknown>;
const TABLE: readonly [name: string, op: Operation, args: Json[], result: Json][] = [
  ['add', ops.add, [1, 2, 3], 6],
  ['sub', ops.sub, [1, 3], -2],
  ['mul', ops.mul, [2, 3, 4], 24],
  ['div truncates', ops.div, [7, 2], 3],
  ['div truncates towards zero', ops.div, [-7, 2], -3],
  ['mod', ops.mod, [7, 3], 1],
  ['mod has the sign of the first', ops.mod, [-7, 3], -1],
  ['mod has not the sign of the second', ops.mod, [7, -3], 1],
  ['min', ops.min, [3, 1, 2], 1],
  ['max', ops.max, [3, 1, 2], 3],
  ['eq of equal numbers', ops.eq, [1, 1], true],
  ['eq of other texts', ops.eq, ['a', 'b'], false],
  ['ne', ops.ne, [true, false], true],
  ['lt of equals', ops.lt, [1, 1], false],
  ['le of equals', ops.le, [1, 1], true],
  ['gt, by number and not by text', ops.gt, [10, 9], true],
  ['ge', ops.ge, [1, 2], false],
  ['and', ops.and, [true, true, false], false],
  ['or', ops.or, [false, false, true], true],
  ['not', ops.not, [false], true],
  ['isSet of an empty text', ops.isSet, [''], false],
  ['isSet of zero', ops.isSet, [0], false],
  ['isSet of an empty map', ops.isSet, [{}], false],
  ['isSet of a list', ops.isSet, [['a']], true],
  ['length of a list', ops.length, [['a', 'b']], 2],
  ['length of a map', ops.length, [{ a: 'b' }], 1],
  ['join', ops.join, [['a', 'b', 'c'], ','], 'a,b,c'],
  ['join of one', ops.join, [['a'], ', '], 'a'],
  ['join of none', ops.join, [[], ','], ''],
  ['join with nothing between', ops.join, [['a', 'b'], ''], 'ab'],
  ['contains', ops.contains, ['my-shop', 'shop'], true],
  ['contains, the other way round', ops.contains, ['shop', 'my-shop'], false],
  ['contains nothing', ops.contains, ['shop', ''], true],
  ['hasSuffix', ops.hasSuffix, ['512Mi', 'Mi'], true],
  ['toInt', ops.toInt, ['250'], 250],
  ['toInt of a sign', ops.toInt, ['-3'], -3],
  ['toInt of no number', ops.toInt, ['2x'], 0],
  ['toInt of nothing', ops.toInt, [''], 0],
];

describe.each(TABLE)('%s', (_, op, args, result) => {
  test('is done at once when everything is literal', () => {
    expect(op(...(args as never[]))).toBe(result);
  });
  test('comes to the same when it is done later', () => {
    const later = args.map((arg, i) => ref(kindOf(arg), `v${i}`));
    const expr = op(...(later as never[]));
    expect(isExpr(expr)).toBe(true);
    expect(valueOf(expr, Object.fromEntries(args.map((arg, i) => [`v${i}`, arg])))).toBe(result);
  });
});

test.each<[string, Param<string>, string]>([
  ['trimSuffix', ops.trimSuffix('api-', '-'), 'api'],
  ['trimSuffix takes one away', ops.trimSuffix('api--', '-'), 'api-'],
  ['trimSuffix of another end', ops.trimSuffix('api', '-'), 'api'],
  ['trimSuffix of nothing', ops.trimSuffix('api', ''), 'api'],
  ['truncate', ops.truncate('fastnext', 4), 'fast'],
  ['truncate of a short text', ops.truncate('api', 40), 'api'],
  ['get', ops.get({ cpu: '1' }, 'cpu'), '1'],
  ['get of a missing key', ops.get({}, 'cpu'), ''],
])('%s', (_, result, expected) => {
  expect(result).toBe(expected);
});

test('one expression among literals makes an expression, of the right kind', () => {
  const replicas = ref<number>('int', 'replicas');
  const sum = ops.add(1, replicas) as Expr<number>;
  expect(sum.kind).toBe('int');
  expect(valueOf(sum, { replicas: 3 })).toBe(4);
  expect((ops.gt(sum, 3) as Expr<boolean>).kind).toBe('bool');
});

test('an operation on literals agrees with the same one on references, whatever the numbers', () => {
  const whole = fc.integer({ min: -100_000, max: 100_000 });
  const binary = fc.constantFrom(ops.add, ops.sub, ops.mul, ops.min, ops.max, ops.lt, ops.le, ops.gt, ops.ge);
  fc.assert(
    fc.property(binary, whole, whole, (op, a, b) => {
      expect(valueOf(op(ref('int', 'a'), ref('int', 'b')), { a, b })).toBe(op(a, b));
    }),
  );
});

describe('fractions are refused', () => {
  test.each<[string, () => unknown]>([
    ['beside an expression', () => ops.add(1.5, ref<number>('int', 'a'))],
    ['among literals', () => ops.add(1.5, 1)],
    ['that a product would make whole', () => ops.mul(0.5, 2)],
  ])('%s', (_, work) => {
    expect(codesOf(work)).toEqual(['SCALE-PARAM-003']);
  });
});

describe('a whole group of references', () => {
  const values = refs(group('Settings.', { min: int(1, [0, 9], 'Least.'), name: line('', 'Name.') }));
  test.each<[string, () => Param<unknown>]>([
    ['sha256', () => ops.sha256(values)],
    ['isSet', () => ops.isSet(values)],
    ['length', () => ops.length(values)],
  ])('is not known yet, so %s of it is an expression', (_, op) => {
    expect(isExpr(op())).toBe(true);
  });
  test('changes its hash with the values', () => {
    const hash = ops.sha256(values);
    expect(valueOf(hash, { min: 1, name: 'a' })).not.toBe(valueOf(hash, { min: 2, name: 'a' }));
  });
  test('so does a map that holds a reference', () => {
    const hash = ops.sha256({ name: values.name });
    expect(valueOf(hash, { min: 1, name: 'a' })).not.toBe(valueOf(hash, { min: 1, name: 'b' }));
  });
});

describe('str', () => {
  const name = ref<string>('string', 'name');
  const port = ref<number>('int', 'port');
  const on = ref<boolean>('bool', 'on');

  test('of literals is a plain text', () => {
    expect(ops.str`${'api'}:${8080}/${true}`).toBe('api:8080/true');
  });
  test('of expressions is text once they are known', () => {
    expect(valueOf(ops.str`${name}:${port}/${on}`, { name: 'api', port: 8080, on: false })).toBe('api:8080/false');
  });
  test('within str has no seams', () => {
    const url = ops.str`http://${ops.str`${name}-x`}:${80}/`;
    expect((url as Expr<string>).ast).toMatchObject({ op: 'concat', parts: ['http://', name, '-x:80/'] });
  });
  test('of a number alone is a text', () => {
    const text = ops.str`${port}` as Expr<string>;
    expect(text.kind).toBe('string');
    expect(valueOf(text, { port: 80 })).toBe('80');
  });
  test.each<[Kind]>([['map'], ['list']])('of a %s is refused', (kind) => {
    expect(codesOf(() => ops.str`x${ref<string>(kind, 'a')}`)).toEqual(['SCALE-PARAM-004']);
  });
  test('of a conditional part is refused', () => {
    expect(codesOf(() => ops.str`${name}${when(on, 'x') as never}`)).toEqual(['SCALE-PARAM-001']);
  });
  test('is a token when all its parts are', () => {
    const token = new ExprClass<string>('string', { op: 'value', path: ['t'] }, true);
    expect((ops.str`${token}-${port}` as Expr<string>).token).toBe(true);
    expect((ops.str`${token} ${port}` as Expr<string>).token).toBe(false);
    expect((ops.str`${token}-${name}` as Expr<string>).token).toBe(false);
  });
});

describe('choose', () => {
  const on = ref<boolean>('bool', 'on');
  test('of a literal condition is the branch itself', () => {
    const later = ref<string>('string', 'a');
    expect(ops.choose(true, later, 'b')).toBe(later);
    expect(ops.choose(false, later, 'b')).toBe('b');
  });
  test.each([
    [true, 'a'],
    [false, 'b'],
  ])('of a condition that turns out %p is %p', (value, expected) => {
    expect(valueOf(ops.choose(on, 'a', 'b'), { on: value })).toBe(expected);
  });
});

test('what stands behind a decided `and` or `or` is not looked at, so that it may be guarded', () => {
  const n = ref<number>('int', 'n');
  const share = ops.gt(ops.div(10, n), 1);
  expect(valueOf(ops.and(ops.ne(n, 0), share), { n: 0 })).toBe(false);
  expect(valueOf(ops.or(ops.eq(n, 0), share), { n: 0 })).toBe(true);
  expect(codesOf(() => valueOf(share, { n: 0 }))).toEqual(['SCALE-PARAM-005']);
});

describe('include', () => {
  const who = new ExprClass<string>('string', variable('who')([]), true);
  const greeting = helper<string>({ name: 'greeting', doc: 'Greets.', params: ['who'] }, ops.str`hello-${who}`);
  test('gives a helper its arguments, and yields what its body says', () => {
    const call = ops.include(greeting, { who: ref<string>('string', 'name') });
    expect(call.kind).toBe('string');
    expect(call.token).toBe(true);
    expect(valueOf(call, { name: 'shop' })).toBe('hello-shop');
  });
  test('takes literals too', () => {
    expect(valueOf(ops.include(greeting, { who: 'you' }))).toBe('hello-you');
  });
  test('of a helper that yields a map is a map', () => {
    const labels = helper<Record<string, string>>({ name: 'labels', doc: 'Labels.' }, { app: ref('string', 'name') });
    expect(ops.include(labels).kind).toBe('map');
    expect(valueOf(ops.include(labels), { name: 'a' })).toEqual({ app: 'a' });
  });
  test('of a helper hides the variables around it', () => {
    expect(codesOf(() => valueOf(ops.include(greeting), {}, { who: 'outside' }))).toEqual(['SCALE-VALUES-021']);
  });
});
