import fc from 'fast-check';
import type { Json } from '../../../constructs/values/expr';
import { isPlainObject, presenceOf } from '../../../constructs/values/presence';
import { each, eachEntry, items, merge, text, when } from '../../../constructs/values/template';
import { include, isSet, not } from '../../../constructs/values/ops';
import { helper } from '../../../constructs/values/helper';
import { ref, valueOf } from '../support';

const a = ref<boolean>('bool', 'a');
const b = ref<boolean>('bool', 'b');
const list = ref<readonly string[]>('list', 'list');
const map = ref<Record<string, string>>('map', 'map');
const count = ref<number>('int', 'count');
const entries = eachEntry(map, ['k', 'v'], (k) => k);
const block = helper<Record<string, string>>({ name: 'block', doc: 'A block.' }, { x: 'y' });

// Not `test.each`: it would print the templates, and an expression refuses to be printed.
const ALWAYS: readonly [name: string, template: unknown, there: boolean][] = [
  ['a scalar', 1, true],
  ['nothing', undefined, false],
  ['a reference', map, true],
  ['an empty map, written as such', {}, true],
  ['an empty list, written as such', [], true],
  ['a text', text(), true],
  ['a map with one entry that is always there', { x: when(a, 1), y: 2 }, true],
  ['one of two values, whichever it is', when(a, 1, 2), true],
  ['a map with one of two values', { x: when(a, 1, 2) }, true],
  [
    'a list of an item for each, and of one when there is none',
    [when(not(isSet(list)), 1), each(list, 'x', () => 2)],
    true,
  ],
  ['a map of nothing', { x: undefined }, false],
  ["a merge with a helper's block", merge<Record<string, string>>(map, include(block)), true],
  ['a merge of maps that are empty already', merge<Record<string, string>>({}, undefined, {}), false],
  ['a merge of no maps', merge<Record<string, string>>(undefined), false],
];
for (const [name, of, there] of ALWAYS) {
  test(`${name} is ${there ? 'always' : 'never'} there, in both back ends`, () => {
    expect(presenceOf(of)).toBe(there);
    expect(valueOf(of, { a: true, map: {}, list: [] }) !== undefined).toBe(there);
  });
}

test('three conditions are one `or` of three, not nested twos', () => {
  const presence = presenceOf({ x: when(a, 1), y: when(b, 1), z: [items(list)] });
  expect(presence).toMatchObject({ ast: { op: 'call', fn: 'or', args: { length: 3 } } });
});

test('a plain object is neither a list, nor null, nor deferred, nor of a class', () => {
  expect(isPlainObject({})).toBe(true);
  expect([[], null, when(a, 1), new Date(0)].filter(isPlainObject)).toEqual([]);
});

/** Any template over `a`, `b`, `list`, `map` and `count`. */
const { template } = fc.letrec<{ template: unknown; item: unknown; fields: Record<string, unknown>; part: object }>(
  (tie) => ({
    template: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom<unknown>(1, 'x', map, list, {}, []),
      fc
        .tuple(fc.constantFrom(a, b), tie('template'), tie('template'))
        .map(([c, x, y]) => when(c, x as never, y as never)),
      fc.tuple(fc.constantFrom(a, b), tie('template')).map(([c, x]) => when(c, x as never)),
      fc.array(tie('item'), { maxLength: 3 }),
      tie('fields'),
      fc.array(tie('part'), { maxLength: 3 }).map((parts) => merge(...(parts as never[]))),
    ),
    item: fc.oneof(
      { depthSize: 'small' },
      tie('template'),
      fc.constant(items(list)),
      fc.constant(each(list, 'x', (x) => ({ name: x }))),
      fc.constant(each(count, 'i', (i) => i)),
      fc.constant(entries),
      fc.tuple(fc.constantFrom(a, b), tie('item')).map(([c, x]) => when(c, x as never)),
    ),
    fields: fc.dictionary(fc.constantFrom('p', 'q', 'r'), tie('template'), { maxKeys: 3, noNullPrototype: true }),
    part: fc.oneof(
      fc.constantFrom<object>(map, include(block)),
      tie('fields'),
      fc.tuple(fc.constantFrom(a, b), tie('fields')).map(([c, x]) => when(c, x as never)),
    ),
  }),
);
const values: fc.Arbitrary<Json> = fc.record({
  a: fc.boolean(),
  b: fc.boolean(),
  list: fc.constantFrom<Json[]>([], ['x']),
  map: fc.constantFrom<Json>({}, { k: 'v' }),
  count: fc.constantFrom(0, 2),
});

test('presence says just what evaluation does: Helm prints a key if and only if synth writes it', () => {
  fc.assert(
    fc.property(template, values, (of, given) => {
      expect(valueOf(presenceOf(of), given)).toBe(valueOf(of, given) !== undefined);
    }),
    { numRuns: 2000 },
  );
});
