import { z } from 'zod';
import { fastnext } from '../../../charts';
import { bool, choice, freeList, freeMap, group, int, line, stringMap } from '../../../constructs/values/fields';
import { fieldOf, leaves, withoutDefaults } from '../../../constructs/values/schema';

const schema = group('All.', {
  name: line('api', 'A name.'),
  inner: group('Inner.', {
    min: int(2, [1, 9], { description: 'Least.', source: 'FastNext' }),
    on: bool(false, 'On.'),
  }),
});

test.each<[string, z.ZodType, string, unknown]>([
  ['a number', int(2, [1, 9], 'x'), 'int', 2],
  ['a number that is zero', int(0, [0, 9], 'x'), 'int', 0],
  ['a text', line('a', 'x'), 'string', 'a'],
  ['a choice', choice(['a', 'b'], 'b', 'x'), 'string', 'b'],
  ['a truth', bool(false, 'x'), 'bool', false],
  ['a map', stringMap('x'), 'map', {}],
  ['a free map', freeMap({ a: 1 }, 'x'), 'map', { a: 1 }],
  ['a free list', freeList('x'), 'list', []],
  ['a group', group('x', {}), 'map', {}],
])('%s says its kind, default and description', (_, field, kind, value) => {
  expect(fieldOf(field)).toMatchObject({ kind, default: value, description: 'x', hasDefault: true });
});

test('a group has a shape, a leaf has none, and the source goes along', () => {
  expect(Object.keys(fieldOf(schema).shape ?? {})).toEqual(['name', 'inner']);
  expect(fieldOf(line('', 'x')).shape).toBeUndefined();
  expect(fieldOf(int(1, [0, 2], { description: 'x', source: 'FastNext' })).source).toBe('FastNext');
});

test('a list says what its items are', () => {
  const names = z
    .array(
      z
        .string()
        .regex(/^[a-z]$/)
        .meta({ token: true }),
    )
    .default([]);
  expect(fieldOf(names).item).toEqual({ kind: 'string', token: true });
  expect(fieldOf(z.array(z.string()).default([])).item).toEqual({ kind: 'string', token: false });
  expect(fieldOf(freeList('x')).item).toEqual({ kind: 'map', token: false });
  expect(fieldOf(line('', 'x')).item).toBeUndefined();
});

test('a type that has no place in values is refused by its name', () => {
  expect(() => fieldOf(z.date())).toThrow("a values schema cannot hold zod's 'date'");
});

test('leaves come in order, with their whole path', () => {
  expect([...leaves(schema)].map(({ path, field }) => [path.join('.'), field.default])).toEqual([
    ['name', 'api'],
    ['inner.min', 2],
    ['inner.on', false],
  ]);
});

describe('without defaults', () => {
  const bare = withoutDefaults(schema);
  test('every key must be there', () => {
    expect(bare.safeParse({ name: 'a', inner: { min: 1, on: true } }).success).toBe(true);
    expect(bare.safeParse({ name: 'a', inner: { min: 1 } }).success).toBe(false);
    expect(bare.safeParse({ name: 'a' }).success).toBe(false);
  });
  test('a closed group stays closed, and an open one open', () => {
    expect(bare.safeParse({ name: 'a', inner: { min: 1, on: true, x: 1 } }).success).toBe(false);
    expect(withoutDefaults(z.object({ a: line('', 'x') }).prefault({})).safeParse({ a: '', x: 1 }).success).toBe(true);
  });
  test('limits stay', () => {
    expect(bare.safeParse({ name: 'a', inner: { min: 10, on: true } }).success).toBe(false);
  });
});

describe('the schema of the reference stack', () => {
  const all = [...leaves(fastnext.schema)];
  test.each(all.map(({ path, field }) => [path.join('.'), field] as const))(
    '%s has a default and a sentence',
    (_, field) => {
      expect(field.hasDefault).toBe(true);
      expect(field.description).toMatch(/^\S.*[.]$/);
    },
  );
  test('its defaults are values that it accepts', () => {
    const defaults = fastnext.schema.parse({});
    expect(withoutDefaults(fastnext.schema).parse(defaults)).toEqual(defaults);
  });
});
