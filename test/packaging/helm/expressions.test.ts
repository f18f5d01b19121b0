// Tables are loops here, not `test.each`: it would print the expressions, and they refuse to be printed.
import { Expr, exprOf, type Param } from '../../../constructs/values/expr';
import { helper } from '../../../constructs/values/helper';
import * as ops from '../../../constructs/values/ops';
import { variable } from '../../../constructs/values/refs';
import { Each } from '../../../constructs/values/template';
import {
  condition,
  escapeBraces,
  goString,
  operand,
  pipeline,
  range,
  type Place,
} from '../../../packaging/helm/expressions';
import { codesOf, ref } from '../../constructs/support';

const place: Place = { chart: 'shop', root: '' };
const print = (param: Param<unknown>, at: Place = place) => pipeline(exprOf(param), at);

const n = ref<number>('int', 'n');
const m = ref<number>('int', 'm');
const s = ref<string>('string', 's');
const on = ref<boolean>('bool', 'on');
const list = ref<readonly string[]>('list', 'list');
const map = ref<Record<string, string>>('map', 'map');
const release = new Expr<string>('string', { op: 'release', field: 'name' });

/** Each operation, and the Go template of the same meaning. */
const TABLE: readonly [name: string, expr: Param<unknown>, printed: string][] = [
  ['a value', s, '.Values.s'],
  ['a value within', ref('int', 'backend', 'port'), '.Values.backend.port'],
  ['a key that is no name for Go', ref('string', 'a', 'b-c', 'd'), 'index .Values.a "b-c" "d"'],
  ['the release', release, '.Release.Name'],
  ['the version', new Expr('string', { op: 'release', field: 'version' }), '.Chart.AppVersion'],
  ['a text', 'a "b"', '"a \\"b\\""'],
  ['a number', 5, '5'],
  ['a truth', true, 'true'],
  ['a list', ['a', 'b'], 'list "a" "b"'],
  ['a map', { a: 'b' }, 'dict "a" "b"'],
  ['an empty map', {}, 'dict'],
  ['add', ops.add(n, 1), 'add .Values.n 1'],
  ['sub', ops.sub(n, m), 'sub .Values.n .Values.m'],
  ['mul of a sum', ops.mul(ops.add(n, 1), 2), 'mul (add .Values.n 1) 2'],
  ['div', ops.div(n, 2), 'div .Values.n 2'],
  ['mod', ops.mod(n, 2), 'mod .Values.n 2'],
  ['min', ops.min(n, m), 'min .Values.n .Values.m'],
  ['max', ops.max(n, m), 'max .Values.n .Values.m'],
  ['eq of numbers, which YAML reads as floats', ops.eq(n, 0), 'eq (int64 .Values.n) 0'],
  ['eq of texts', ops.eq(s, 'a'), 'eq .Values.s "a"'],
  ['ne', ops.ne(s, ''), 'ne .Values.s ""'],
  ['lt', ops.lt(n, m), 'lt (int64 .Values.n) (int64 .Values.m)'],
  ['le of a sum, which is whole already', ops.le(ops.add(n, 1), 5), 'le (add .Values.n 1) 5'],
  ['gt', ops.gt(n, 1), 'gt (int64 .Values.n) 1'],
  ['ge', ops.ge(n, 1), 'ge (int64 .Values.n) 1'],
  ['and', ops.and(on, ops.gt(n, 1)), 'and .Values.on (gt (int64 .Values.n) 1)'],
  ['or', ops.or(on, ops.not(on)), 'or .Values.on (not .Values.on)'],
  ['get', ops.get(map, 'cpu'), 'get .Values.map "cpu"'],
  ['length', ops.length(list), 'len .Values.list'],
  ['join, the separator first', ops.join(list, ','), 'join "," .Values.list'],
  ['contains, the part first', ops.contains(s, 'x'), 'contains "x" .Values.s'],
  ['hasSuffix, the suffix first', ops.hasSuffix(s, 'Mi'), 'hasSuffix "Mi" .Values.s'],
  ['trimSuffix', ops.trimSuffix(s, '-'), '.Values.s | trimSuffix "-"'],
  ['truncate, then trimSuffix', ops.trimSuffix(ops.truncate(s, 40), '-'), '.Values.s | trunc 40 | trimSuffix "-"'],
  ['toInt', ops.toInt(s), 'atoi .Values.s'],
  ['sha256 of a text', ops.sha256(s), '.Values.s | sha256sum'],
  ['sha256 of a block', ops.sha256(map), '.Values.map | toJson | sha256sum'],
  ['isSet of a text, as a truth', ops.isSet(s), 'ne .Values.s ""'],
  ['isSet of a number', ops.isSet(n), 'ne (int64 .Values.n) 0'],
  ['isSet of a list', ops.isSet(list), 'gt (len .Values.list) 0'],
  ['choose', ops.choose(on, 'a', s), 'ternary "a" .Values.s .Values.on'],
  ['choose between numbers', ops.choose(on, n, 2), 'ternary (int64 .Values.n) 2 .Values.on'],
  ['choose by whether a text is given', ops.choose(ops.isSet(s), s, 'x'), 'ternary .Values.s "x" (ne .Values.s "")'],
  [
    'choose by several things, one of them a text',
    ops.choose(ops.and(ops.isSet(s), on), 'a', 'b'),
    'ternary "a" "b" (and (ne .Values.s "") .Values.on)',
  ],
  ['str', ops.str`${s}-x`, 'printf "%s-x" .Values.s'],
  ['str of a number', ops.str`${s}:${n}`, 'printf "%s:%d" .Values.s (int64 .Values.n)'],
  ['str with a percent sign', ops.str`${n} %`, 'printf "%d %%" (int64 .Values.n)'],
  ['str of a truth', ops.str`${on}`, 'printf "%t" .Values.on'],
];
for (const [name, expr, printed] of TABLE) {
  test(`${name}: ${printed}`, () => {
    expect(print(expr)).toBe(printed);
  });
}

describe('helpers', () => {
  const who = new Expr<string>('string', variable('who')([]), true);
  const greeting = helper<string>({ name: 'greeting', doc: 'Greets.', params: ['who'] }, ops.str`hi-${who}`);
  const plain = helper<string>({ name: 'plain', doc: 'Plain.' }, s);
  test('are included under the name of the chart, with their arguments or the whole context', () => {
    expect(print(ops.include(plain))).toBe('include "shop.plain" .');
    expect(print(ops.include(greeting, { who: s }))).toBe('include "shop.greeting" (dict "who" .Values.s)');
  });
  test('of numbers give text, which is made a number again', () => {
    const number = helper<number>({ name: 'n', doc: 'N.' }, n);
    expect(operand(ops.include(number), place)).toBe('(include "shop.n" . | int64)');
  });
  test('are reported, so that they are defined', () => {
    const used: string[] = [];
    print(ops.include(plain), { ...place, onHelper: ({ name }) => used.push(name) });
    expect(used).toEqual(['plain']);
  });
  test('read their parameters from the dot', () => {
    expect(print(who, { ...place, helper: greeting })).toBe('.who');
  });
  test('with parameters see no values, and are refused when they read some', () => {
    expect(codesOf(() => print(s, { ...place, helper: greeting }))).toEqual(['SCALE-PARAM-007']);
  });
  test('with parameters are handed the values too when they say that they read some', () => {
    const addressed = helper<string>({ name: 'addressed', doc: 'A.', params: ['who'], readsValues: true }, s);
    const call = ops.include(addressed, { who: s });
    expect(print(s, { ...place, helper: addressed })).toBe('.Values.s');
    expect(print(call)).toBe('include "shop.addressed" (dict "Values" .Values "who" .Values.s)');
    expect(print(call, { ...place, root: '$' })).toBe(
      'include "shop.addressed" (dict "Values" $.Values "who" $.Values.s)',
    );
  });
});

describe('within a loop, where the dot is another', () => {
  const inside: Place = { ...place, root: '$' };
  test('values, release and helpers are reached from the root', () => {
    expect(print(s, inside)).toBe('$.Values.s');
    expect(print(release, inside)).toBe('$.Release.Name');
    expect(print(ops.include(helper<string>({ name: 'h', doc: 'H.' }, s)), inside)).toBe('include "shop.h" $');
  });
  test('the variable has a dollar sign', () => {
    expect(print(new Expr('int', variable('i')([])), inside)).toBe('$i');
    expect(print(new Expr('string', variable('item')(['name'])), inside)).toBe('$item.name');
  });
  test('its head ranges over a list, up to a count', () => {
    expect(range(new Each(list, 'x', undefined), place)).toBe('$x := .Values.list');
    expect(range(new Each(n, 'x', undefined), place)).toBe('$x := until (int .Values.n)');
  });
  test('or over the entries of a map', () => {
    expect(range(new Each(map, 'v', undefined, 'k'), place)).toBe('$k, $v := .Values.map');
  });
});

const CONDITIONS: readonly [name: string, cond: Param<boolean>, printed: string][] = [
  ['whether something is given', ops.isSet(s), '.Values.s'],
  ['whether it is not', ops.not(ops.isSet(list)), 'not .Values.list'],
  ['several', ops.and(ops.isSet(s), on), 'and .Values.s .Values.on'],
];
for (const [name, cond, printed] of CONDITIONS) {
  test(`a condition has Go's own truth: ${name}`, () => {
    expect(condition(exprOf(cond), place)).toBe(printed);
  });
}

test.each<[string, string]>([
  ['{{ x }}', '{{ "{{" }} x }}'],
  ['a {{ b }} {{ c }}', 'a {{ "{{" }} b }} {{ "{{" }} c }}'],
  ['{ x }', '{ x }'],
])('literal braces are no action: %s', (text, escaped) => {
  expect(escapeBraces(text)).toBe(escaped);
});

test('a Go string has its quotes and control characters escaped', () => {
  expect(goString('a"b\\c\n\u0001Größe')).toBe('"a\\"b\\\\c\\n\\u0001Größe"');
});
