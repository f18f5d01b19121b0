import type { z } from 'zod';
import {
  bool,
  choice,
  envList,
  envMap,
  freeList,
  freeMap,
  group,
  int,
  line,
  optionalName,
  quantities,
  quantity,
  stringMap,
  token,
  urlPath,
} from '../../../constructs/values/fields';
import { fieldOf } from '../../../constructs/values/schema';

const long = 'a'.repeat(1025);

test.each<[string, z.ZodType, unknown[], unknown[]]>([
  ['a whole number in its range', int(2, [1, 9], 'x'), [1, 9], [0, 10, 1.5, '2', true, null, Number.NaN]],
  ['a truth', bool(true, 'x'), [true, false], ['true', 1, 0, null]],
  ['text on one line', line('', 'x'), ['', 'a b', 'Größe {{ x }}'], ['a\nb', 'a\tb', '\u0000', long, 1]],
  ['text of a form', token('a', /^[a-z]$/, 'a letter', 'x'), ['z'], ['', 'ab', 'A', 'a\n']],
  ['one of a few words', choice(['a', 'b'], 'a', 'x'), ['b'], ['c', '', 'A']],
  ['a path of a URL', urlPath('/', 'x'), ['/', '/health/live', '/a~b_c.d'], ['', 'health', '/a b', '/a?b', '/a"']],
  ['a DNS label or nothing', optionalName('', 'x'), ['', 'a', 'a-1'], ['-a', 'a-', '1a', 'A', 'a.b', 'a'.repeat(41)]],
  [
    'a quantity',
    quantity('1', 'x'),
    ['250m', '2', '512Mi', '3Gi', '999999k'],
    ['0', '0.5', '1.5Gi', '1e3', '1 Gi', 1, '1234567', '2Ti'],
  ],
  [
    'a map of quantities',
    quantities({}, 'x'),
    [{ cpu: '1', 'nvidia.com/gpu': '1' }],
    [{ cpu: 1 }, { cpu: null }, { '': '1' }],
  ],
  ['a map of text', stringMap('x'), [{ 'a.b/c': '' }], [{ a: 1 }, { '-a': 'b' }, { a: 'x'.repeat(4097) }]],
  [
    'a map with reserved names',
    stringMap('x', { reserved: /^checksum\// }),
    [{ a: 'b' }],
    [{ 'checksum/config': 'b' }],
  ],
  [
    'a map with values of a form',
    stringMap('x', { values: { pattern: /^[a-z ]*$/, rule: 'words' } }),
    [{ a: 'two words' }, { a: '' }],
    [{ a: 'B' }, { a: 'one\ntwo' }, { a: 'x'.repeat(4097) }],
  ],
  ['environment', envMap('x', /^PORT$/), [{ A_1: 'b', PORTS: '1' }], [{ PORT: '1' }, { '1A': 'b' }, { 'A-B': 'c' }]],
  ['a free map', freeMap({}, 'x'), [{ a: [1, { b: true }] }], [{ a: null }, { a: { b: null } }, []]],
  ['a free list', freeList('x'), [[], [{ a: 1 }]], [['a'], [{ a: null }], {}]],
  [
    'a list of environment',
    envList('x', /^PORT$/),
    [[{ name: 'A', value: '' }], [{ name: 'A', valueFrom: { fieldRef: {} } }]],
    [[{ name: 'PORT', value: '1' }], [{ value: '1' }], [{ name: 'A', value: 1 }]],
  ],
  ['a closed group', group('x', { a: int(1, [0, 9], 'x') }), [{}, { a: 2 }], [{ b: 1 }, { a: '2' }]],
])('%s', (_, field, good, bad) => {
  expect(good.filter((value) => !field.safeParse(value).success)).toEqual([]);
  expect(bad.filter((value) => field.safeParse(value).success)).toEqual([]);
});

test.each<[string, z.ZodType, boolean]>([
  ['a form', token('a', /^a$/, 'x', 'x'), true],
  ['a choice', choice(['a'], 'a', 'x'), true],
  ['a quantity', quantity('1', 'x'), true],
  ['free text', line('', 'x'), false],
])('%s is safe unquoted: %p', (_, field, safe) => {
  expect(fieldOf(field).token).toBe(safe);
});

test('a description may be a sentence, or a sentence and where the number comes from', () => {
  expect(fieldOf(int(1, [0, 2], 'Least.'))).toMatchObject({ description: 'Least.' });
  expect(fieldOf(int(1, [0, 2], { description: 'Least.', source: 'FastNext' }))).toMatchObject({ source: 'FastNext' });
});

test('a group that is not given has the defaults of its fields', () => {
  expect(group('x', { a: int(3, [0, 9], 'x'), b: group('y', { c: bool(true, 'z') }) }).parse(undefined)).toEqual({
    a: 3,
    b: { c: true },
  });
});
