import type { Problem } from '../../../constructs/errors';
import { isExpr } from '../../../constructs/values/expr';
import { bool, choice, group, int, quantities, stringMap } from '../../../constructs/values/fields';
import { resolveProps } from '../../../constructs/values/props';
import { block, refs } from '../../../constructs/values/refs';
import { codesOf, problemsOf, ref, valueOf } from '../support';

const schema = group('A service.', {
  port: int(8080, [1, 65535], 'Port.'),
  spread: choice(['soft', 'strict'], 'soft', 'Spread.'),
  requests: quantities({ cpu: '250m', memory: '256Mi' }, 'Requests.'),
  labels: stringMap('Labels.'),
  scaling: group('Scaling.', { on: bool(true, 'On.'), max: int(10, [1, 100], 'Most.') }),
});
const resolve = (props: object) => resolveProps(schema, props as never, 'chart/api');

test('what is left out has the default', () => {
  expect(resolve({})).toEqual(schema.parse({}));
  expect(resolve({ scaling: { max: 3 } }).scaling).toEqual({ on: true, max: 3 });
  expect(resolve({ port: undefined }).port).toBe(8080);
});

test('expressions go through as they are, among literals', () => {
  const max = ref<number>('int', 'max');
  const props = resolve({ port: 80, scaling: { max } });
  expect(props.scaling.max).toBe(max);
  expect(props.port).toBe(80);
  expect(props.scaling.on).toBe(true);
});

test('a whole block may be an expression', () => {
  const labels = ref<Record<string, string>>('map', 'labels');
  expect(resolve({ labels }).labels).toBe(labels);
});

test('a group of references keeps being one block', () => {
  const props = resolve(refs(schema));
  expect(isExpr(block(props.scaling))).toBe(true);
  expect(valueOf(block(props.scaling) as object, { scaling: { on: false } })).toEqual({ on: false });
});

test('a group of literals is no block', () => {
  expect(isExpr(block(resolve({}).scaling))).toBe(false);
});

describe('a map with defaults keeps those that are not named, as in a values file', () => {
  test.each<[string, object, object]>([
    ['a changed one', { cpu: '1' }, { cpu: '1', memory: '256Mi' }],
    ['a new one', { 'nvidia.com/gpu': '1' }, { cpu: '250m', memory: '256Mi', 'nvidia.com/gpu': '1' }],
    ['null takes one away', { cpu: null }, { memory: '256Mi' }],
  ])('%s', (_, requests, expected) => {
    expect(resolve({ requests }).requests).toEqual(expected);
  });
});

test('everything that is wrong is said at once, with the construct, the path, the value and the rule', () => {
  const problems = problemsOf(() =>
    resolve({ port: 0, spread: 'strikt', scaling: { max: 'many', minn: 1 }, lables: {}, requests: { cpu: '0.5' } }),
  );
  expect(problems.every(({ at }) => at === 'chart/api')).toBe(true);
  const byPath: Readonly<Record<string, Problem>> = Object.fromEntries(
    problems.map((problem) => [problem.path ?? '', problem]),
  );
  expect(byPath['port']).toMatchObject({ code: 'SCALE-VALUES-003', message: '0 must be at least 1' });
  expect(byPath['spread']).toMatchObject({ code: 'SCALE-VALUES-005', remedy: "Did you mean 'strict'?" });
  expect(byPath['scaling.max']).toMatchObject({ code: 'SCALE-VALUES-002' });
  expect(byPath['scaling.minn']).toMatchObject({ code: 'SCALE-VALUES-001' });
  expect(byPath['lables']).toMatchObject({ code: 'SCALE-VALUES-001', remedy: "Did you mean 'labels'?" });
  expect(byPath['requests.cpu']).toMatchObject({ code: 'SCALE-VALUES-004' });
  expect(problems).toHaveLength(6);
});

test.each<[string, unknown]>([
  ['null', null],
  ['a text', 'x'],
  ['a number', 1],
])('%s in place of a group is refused', (_, scaling) => {
  expect(codesOf(() => resolve({ scaling }))).toEqual(['SCALE-VALUES-002']);
});

test('a property that every object has by birth is unknown all the same', () => {
  expect(codesOf(() => resolve({ constructor: 1 }))).toEqual(['SCALE-VALUES-001']);
  expect(codesOf(() => resolve({ toString: 1 }))).toEqual(['SCALE-VALUES-001']);
});
