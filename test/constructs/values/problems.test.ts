import type { z } from 'zod';
import {
  choice,
  envList,
  envMap,
  freeMap,
  group,
  int,
  line,
  quantity,
  stringMap,
} from '../../../constructs/values/fields';
import type { Json } from '../../../constructs/values/expr';
import { pathText, problemsOf, show, suggestion } from '../../../constructs/values/problems';
import { withoutDefaults } from '../../../constructs/values/schema';

const schema = group('All.', {
  port: int(80, [1, 100], 'Port.'),
  name: line('', 'Name.'),
  mode: choice(['soft', 'strict'], 'soft', 'Mode.'),
  size: quantity('1Gi', 'Size.'),
  labels: stringMap('Labels.', { reserved: /^own\// }),
  env: envMap('Env.', /^PORT$/),
  extra: envList('Extra.', /^PORT$/),
  free: freeMap({}, 'Free.'),
  replicas: group('Replicas.', { minimum: int(1, [1, 9], 'Least.'), maximum: int(2, [1, 9], 'Most.') }),
});
const complete = schema.parse({}) as Record<string, Json>;

function explain(change: Record<string, Json>) {
  const value = { ...complete, ...change };
  const parsed = withoutDefaults(schema).safeParse(value);
  return parsed.error === undefined ? [] : problemsOf(parsed.error, { schema, value });
}

test.each<[string, Record<string, Json>, string, string, RegExp]>([
  ['an unknown key', { prt: 1 }, 'SCALE-VALUES-001', 'prt', /the key 'prt' is not known/],
  ['a text for a number', { port: '80' }, 'SCALE-VALUES-002', 'port', /"80" is not a whole number/],
  ['a fraction', { port: 1.5 }, 'SCALE-VALUES-002', 'port', /1\.5 is not a whole number/],
  ['null', { name: null }, 'SCALE-VALUES-002', 'name', /null is not a text/],
  ['a list for a group', { replicas: [] }, 'SCALE-VALUES-002', 'replicas', /\[\] is not a map/],
  ['a number too small', { port: 0 }, 'SCALE-VALUES-003', 'port', /0 must be at least 1$/],
  ['a number too big', { port: 101 }, 'SCALE-VALUES-003', 'port', /101 must be at most 100$/],
  ['a text too long', { name: 'x'.repeat(2000) }, 'SCALE-VALUES-003', 'name', /must be at most 1024 characters$/],
  ['a text of another form', { size: '0.5Gi' }, 'SCALE-VALUES-004', 'size', /"0\.5Gi" must be a quantity such as/],
  [
    'a key of another form',
    { env: { 'A-B': 'x' } },
    'SCALE-VALUES-004',
    'env.A-B',
    /the name of an environment variable/,
  ],
  ['none of the choices', { mode: 'loud' }, 'SCALE-VALUES-005', 'mode', /"loud" must be one of soft, strict/],
  [
    'a reserved key',
    { labels: { 'own/x': '1' } },
    'SCALE-VALUES-007',
    'labels.own/x',
    /a name that the stack sets itself/,
  ],
  [
    'a reserved name',
    { extra: [{ name: 'PORT' }] },
    'SCALE-VALUES-007',
    'extra[0].name',
    /"PORT" is a name that the stack/,
  ],
  [
    'null in a free map',
    { free: { a: { b: null } } },
    'SCALE-VALUES-002',
    'free.a.b',
    /is not plain YAML without null/,
  ],
])('%s is explained by a code, a path, the value and the rule', (_, change, code, path, message) => {
  const problems = explain(change);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatchObject({ code, path, message: expect.stringMatching(message) as string });
});

test('a key that was taken away is missed', () => {
  const { port: _, ...rest } = complete;
  const parsed = withoutDefaults(schema).safeParse(rest);
  const [problem] = problemsOf(parsed.error as z.ZodError, { schema, value: rest });
  expect(problem).toMatchObject({ code: 'SCALE-VALUES-006', path: 'port' });
});

test('each of several unknown keys is a problem of its own, with its own suggestion', () => {
  const problems = explain({ replicas: { minimum: 1, maximum: 2, minimun: 1, maxmum: 2 } });
  expect(problems.map(({ path, remedy }) => [path, remedy])).toEqual([
    ['replicas.minimun', "Did you mean 'minimum'?"],
    ['replicas.maxmum', "Did you mean 'maximum'?"],
  ]);
});

test.each<[string, readonly string[], string | undefined]>([
  ['autoscalng', ['autoscaling', 'image'], 'autoscaling'],
  ['PORT', ['port'], 'port'],
  ['replica', ['replicas'], 'replicas'],
  ['banana', ['port', 'image'], undefined],
  ['x', [], undefined],
])('for %j among %j one means %p', (word, known, expected) => {
  expect(suggestion(word, known)).toBe(expected);
});

test.each<[(string | number)[], string]>([
  [['backend', 'autoscaling', 'max'], 'backend.autoscaling.max'],
  [['extraEnv', 0, 'name'], 'extraEnv[0].name'],
  [['podLabels', 'a.b/c'], 'podLabels.a\\.b/c'],
  [['podLabels', '10'], 'podLabels.10'],
  [[], ''],
])('the path %j is written as --set takes it: %s', (path, text) => {
  expect(pathText(path)).toBe(text);
});

test('a value is shown as typed, shortened when it is long', () => {
  expect(show('a"b')).toBe('"a\\"b"');
  expect(show(undefined)).toBe('nothing');
  expect(show('x'.repeat(100))).toHaveLength(60);
});
