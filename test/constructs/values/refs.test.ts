import { fastnext } from '../../../charts';
import { BLOCK, isExpr } from '../../../constructs/values/expr';
import { bool, group, int, quantity, stringMap } from '../../../constructs/values/fields';
import { block, refs, variable, withBlockOf } from '../../../constructs/values/refs';
import { fieldOf, leaves } from '../../../constructs/values/schema';
import { pick, valueOf } from '../support';

const schema = group('All.', {
  port: int(80, [1, 9999], 'Port.'),
  size: quantity('1Gi', 'Size.'),
  labels: stringMap('Labels.'),
  inner: group('Inner.', { on: bool(true, 'On.') }),
});
const values = refs(schema);

test.each<[string, unknown, string, boolean]>([
  ['port', values.port, 'int', false],
  ['size', values.size, 'string', true],
  ['labels', values.labels, 'map', false],
  ['inner.on', values.inner.on, 'bool', false],
])('%s is a reference of its kind, and a token if its form says so', (path, ref, kind, token) => {
  expect(isExpr(ref)).toBe(true);
  expect(ref).toMatchObject({ kind, token, ast: { op: 'value', path: path.split('.') } });
});

test('references mirror the schema of the reference stack, leaf by leaf', () => {
  const all = refs(fastnext.schema);
  for (const { path, field } of leaves(fastnext.schema)) {
    expect(pick(all, path.join('.'))).toMatchObject({ kind: field.kind, ast: { op: 'value', path } });
  }
});

test('references read what the schema parses', () => {
  expect(valueOf({ a: values.port, b: values.inner.on }, schema.parse({ port: 81 }))).toEqual({ a: 81, b: true });
});

test('a group is one expression as a block, and the block is not among its keys', () => {
  expect(block(values.inner)).toMatchObject({ kind: 'map', ast: { path: ['inner'] } });
  expect(Object.keys(values.inner)).toEqual(['on']);
  expect(valueOf(block(values.inner), { inner: { on: false } })).toEqual({ on: false });
});

test('what is no group of references is its own block', () => {
  const plain = { a: 1 };
  expect(block(plain)).toBe(plain);
});

test('a copy of a group keeps the block of the original', () => {
  expect(withBlockOf(values.inner, { on: true })).toHaveProperty([BLOCK]);
  expect(withBlockOf({}, { on: true })).not.toHaveProperty([BLOCK]);
});

test('references may lead to a variable in place of the values', () => {
  const image = refs(schema, variable('service'));
  expect(valueOf(image.inner.on, {}, { service: { inner: { on: true } } })).toBe(true);
});

test('keys that are numbers for JavaScript stay keys', () => {
  expect(fieldOf(group('x', { '10': int(1, [0, 9], 'x') })).shape).toHaveProperty('10');
});
