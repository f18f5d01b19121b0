import { z } from 'zod';
import type { Json, Kind, Param } from '../../../constructs/values/expr';
import { freeList, group } from '../../../constructs/values/fields';
import { str } from '../../../constructs/values/ops';
import { refs } from '../../../constructs/values/refs';
import {
  each,
  eachEntry,
  field,
  items,
  merge,
  passed,
  text,
  when,
  type Lines,
} from '../../../constructs/values/template';
import { ref, valueOf } from '../support';

const on = ref<boolean>('bool', 'on');
const name = ref<string>('string', 'name');
const names = ref<readonly string[]>('list', 'names');
const count = ref<number>('int', 'count');
const texts = z
  .array(
    z
      .string()
      .regex(/^[a-z]$/)
      .meta({ token: true }),
  )
  .default([])
  .meta({ description: 'Names.' });

describe('when', () => {
  test('of a literal is decided at once, so a library user meets no expression', () => {
    expect(when(true, 'a', 'b')).toBe('a');
    expect(when(false, 'a', 'b')).toBe('b');
    expect(when(false, 'a')).toBeUndefined();
  });
  test.each<[string, unknown, Json, Json]>([
    ['a field', { a: 1, b: when(on, 2) }, { a: 1, b: 2 }, { a: 1 }],
    ['a field with an alternative', { b: when(on, 2, 3) }, { b: 2 }, { b: 3 }],
    ['an item', [1, when(on, 2), 3], [1, 2, 3], [1, 3]],
    [
      'one within another',
      { a: when<object>(on, { b: when(on, 1), c: 2 } as never), d: 1 },
      { a: { b: 1, c: 2 }, d: 1 },
      { d: 1 },
    ],
  ])('takes %s away with what it holds', (_, template, there, away) => {
    expect(valueOf(template, { on: true })).toEqual(there);
    expect(valueOf(template, { on: false })).toEqual(away);
  });
});

describe('a collection whose every entry is conditional is absent when none of them is there', () => {
  test.each<[string, unknown]>([
    ['a map', { a: when(on, 1), b: when(on, 2) }],
    ['a list', [when(on, 1)]],
    ['a map in a map', { inner: { a: when(on, 1) } }],
    ['a list of empty spreads', [items(names)]],
    ['a loop over nothing', [each(names, 'n', (n) => ({ name: n }))]],
    [
      'a merge of nothing',
      merge<Record<string, string>>(ref('map', 'none'), when<Record<string, string>>(on, { a: 'b' })),
    ],
  ])('%s', (_, template) => {
    const values = { on: false, names: [], none: {} };
    expect(valueOf(template, values)).toBeUndefined();
    expect(valueOf({ a: 1, b: template }, values)).toEqual({ a: 1 });
  });
  test('one that is written as empty is there', () => {
    expect(valueOf({ emptyDir: {}, list: [] })).toEqual({ emptyDir: {}, list: [] });
  });
});

describe('each', () => {
  test('makes an item for each of a list, among others', () => {
    const template = ['first', each(names, 'n', (n) => ({ name: n })), 'last'];
    expect(valueOf(template, { names: ['a', 'b'] })).toEqual(['first', { name: 'a' }, { name: 'b' }, 'last']);
  });
  test('counts from 0 below a number', () => {
    const template = [each(count, 'i', (i) => str`pod-${i}`)];
    expect(valueOf(template, { count: 3 })).toEqual(['pod-0', 'pod-1', 'pod-2']);
    expect(valueOf({ a: 1, pods: template }, { count: 0 })).toEqual({ a: 1 });
  });
  test('puts texts of a list into a string, from values as well as literal ones', () => {
    const known = refs(group('x', { names: texts }));
    expect(valueOf([each(known.names, 'n', (n) => str`${n}:6379`)], { names: ['a', 'b'] })).toEqual([
      'a:6379',
      'b:6379',
    ]);
    expect(valueOf([each(['a', 'b'], 'n', (n) => str`${n}:6379`)])).toEqual(['a:6379', 'b:6379']);
  });
  // Not `test.each`: it would print the expressions, and they refuse to be printed.
  const known = refs(group('x', { names: texts, free: z.array(z.string()).default([]), tolerations: freeList('x.') }));
  const LISTS: readonly [name: string, list: Param<readonly unknown[]>, kind: Kind, token: boolean][] = [
    ['names from values', known.names, 'string', true],
    ['any texts from values', known.free, 'string', false],
    ['maps from values', known.tolerations, 'map', false],
    ['literal names', ['a', 'b'], 'string', true],
    ['literal texts, one of which is no name', ['a', 'b c'], 'string', false],
    ['literal numbers', [1, 2], 'int', false],
    ['nothing', [], 'string', true],
  ];
  for (const [kindOfList, list, kind, token] of LISTS) {
    test(`knows what an item of a list of ${kindOfList} is`, () => {
      let seen: { readonly kind: Kind; readonly token: boolean } | undefined;
      each(list, 'x', (x) => {
        seen = x;
        return x;
      });
      expect([seen?.kind, seen?.token]).toEqual([kind, token]);
    });
  }
  test('inside another sees both variables', () => {
    const template = [each(count, 'i', (i) => each(count, 'j', (j) => str`${i}.${j}`))];
    expect(valueOf(template, { count: 2 })).toEqual(['0.0', '0.1', '1.0', '1.1']);
  });
  test('leaves out items whose condition does not hold', () => {
    const list = ref<readonly { on: boolean; name: string }[]>('list', 'list');
    const template = [
      each(list, 'x', (x) => when<{ name: string }>(field(x, 'on', 'bool'), { name: field(x, 'name', 'string') })),
    ];
    const values = {
      list: [
        { on: true, name: 'a' },
        { on: false, name: 'b' },
      ],
    };
    expect(valueOf(template, values)).toEqual([{ name: 'a' }]);
  });
  test('a field can only be taken of a loop variable', () => {
    expect(() => field(ref<{ a: string }>('map', 'x'), 'a', 'string')).toThrow("field('a') needs a loop variable");
  });
  test('outside a list it is refused by its name', () => {
    expect(() => valueOf({ a: each(names, 'n', (n) => n) }, { names: [] })).toThrow(
      'Each is only possible inside a list',
    );
  });
});

describe('eachEntry', () => {
  const settings = ref<Record<string, string>>('map', 'settings');
  const template = { lines: [eachEntry(settings, ['key', 'value'], (key, value) => str`${key}=${value}`)] };
  test('makes an item for each entry of a map, in the order of the keys', () => {
    expect(valueOf(template, { settings: { b: '1', '10': '2', a: '3', '9': '4' } })).toEqual({
      lines: ['10=2', '9=4', 'a=3', 'b=1'],
    });
  });
  test('makes lines of a file too, several an entry if need be', () => {
    const lines = text(
      'first',
      eachEntry(settings, ['key', 'value'], (key, value): Lines => [str`${key}:`, str`  ${value}`]),
    );
    expect(valueOf(lines, { settings: { a: '1', b: '2' } })).toBe('first\na:\n  1\nb:\n  2');
  });
  test('makes nothing of an empty map', () => {
    expect(valueOf(template, { settings: {} })).toBeUndefined();
  });
  test('takes a literal map too', () => {
    expect(valueOf([eachEntry({ a: 'b' }, ['key', 'value'], (key, value) => str`${key}=${value}`)])).toEqual(['a=b']);
  });
});

describe('items', () => {
  test('puts the items of a list among literal ones', () => {
    expect(valueOf([1, items(names), 2], { names: ['a', 'b'] })).toEqual([1, 'a', 'b', 2]);
  });
  test('takes a literal list too', () => {
    expect(valueOf(['a', items(['b'])])).toEqual(['a', 'b']);
  });
});

describe('merge', () => {
  test('makes one map of several, and leaves out what is undefined', () => {
    const template = merge<Record<string, string>>({ a: name }, undefined, ref('map', 'more'), when(on, { c: '3' }));
    const values = { name: 'x', more: { b: '2' }, on: true };
    expect(valueOf(template, values)).toEqual({ a: 'x', b: '2', c: '3' });
  });
  test('is the same with literals', () => {
    expect(valueOf(merge<Record<string, string>>({ a: '1' }, { b: '2' }))).toEqual({ a: '1', b: '2' });
  });
});

test('what is passed is the same thing under another type', () => {
  expect(passed(name)).toBe(name);
});

describe('text', () => {
  const render = (lines: Lines[], values: Json) => valueOf(text(...lines), values);
  test.each<[string, Lines[], string]>([
    ['lines as they are', ['a', '  b', ''], 'a\n  b\n'],
    ['several lines in one string', ['a\nb', 'c'], 'a\nb\nc'],
    ['lists of lines, flattened', [['a', ['b']], 'c'], 'a\nb\nc'],
    ['no line for undefined', ['a', undefined, 'b'], 'a\nb'],
    ['a blank line between plain ones', ['a', '', 'b'], 'a\n\nb'],
    ['an expression in its line', [str`listen ${count};`], 'listen 8080;'],
    ['conditional lines', ['a', when(on, 'b'), 'c'], 'a\nb\nc'],
    ['no blank line before a conditional one, which a Go template cannot keep', ['a', '', '', when(on, 'b')], 'a\nb'],
    ['no blank line before a repeated one', ['a', '', each(names, 'n', () => 'n')], 'a\nn\nn'],
    ['no blank line at the end of a branch', [when(on, ['a', ''] as never), 'b'], 'a\nb'],
    ['a blank line at the start of a branch', ['a', when(on, ['', 'b'] as never)], 'a\n\nb'],
  ])('has %s', (_, lines, expected) => {
    expect(render(lines, { on: true, count: 8080, names: ['x', 'y'] })).toBe(expected);
  });
  test('leaves out the lines of a condition that does not hold, or takes the others', () => {
    expect(render(['a', when(on, 'b'), 'c'], { on: false })).toBe('a\nc');
    expect(render(['a', when(on, 'b', 'x'), 'c'], { on: false })).toBe('a\nx\nc');
  });
});
