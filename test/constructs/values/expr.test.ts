import { exprOf, isToken, literal } from '../../../constructs/values/expr';
import { items, merge, text, when } from '../../../constructs/values/template';
import { codesOf, problemsOf, ref, valueOf } from '../support';

const name = ref<string>('string', 'name');
const port = ref<number>('int', 'port');

describe('an expression used as a plain value is refused at once', () => {
  const loose = port as unknown as string;
  test.each<[string, () => unknown]>([
    ['in a template literal', () => `${loose}-backend`],
    ['concatenated', () => loose + '-backend'],
    ['in arithmetic', () => Number(loose) + 1],
    ['compared', () => loose > 'a'],
    ['as a key', () => ({ [loose]: 1 })],
    ['by String', () => String(port)],
    ['joined', () => [loose].join()],
    ['serialised', () => JSON.stringify({ port: loose })],
  ])('%s', (_, work) => {
    const [problem] = problemsOf(work);
    expect(problem?.code).toBe('SCALE-PARAM-001');
    expect(problem?.message).toMatch(/^an expression was (used as|serialised)/);
  });

  test.each<[string, unknown]>([
    ['when', when(ref<boolean>('bool', 'on'), 'x')],
    ['merge', merge<Record<string, string>>({ a: 'b' })],
    ['items', items(ref<readonly string[]>('list', 'l'))],
    ['text', text('a')],
  ])('so are deferred parts of a template: %s', (_, part) => {
    expect(codesOf(() => String(part))).toEqual(['SCALE-PARAM-001']);
    expect(codesOf(() => JSON.stringify(part))).toEqual(['SCALE-PARAM-001']);
  });

  test('the message says what to do in its place', () => {
    expect(() => String(port as unknown)).toThrow('Use the `str` tag');
  });
});

test('a literal is taken where one is needed, and an expression is refused by the name of the property', () => {
  expect(literal('db', 'id')).toBe('db');
  expect(literal(0, 'shards')).toBe(0);
  const [problem] = problemsOf(() => literal(port, 'shards'));
  expect(problem).toMatchObject({ code: 'SCALE-PARAM-002', message: expect.stringContaining("'shards'") as string });
});

test.each([1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])(
  'the number %p is refused: it is not whole',
  (number) => {
    const [problem] = problemsOf(() => exprOf(number));
    expect(problem).toMatchObject({
      code: 'SCALE-PARAM-003',
      message: expect.stringContaining(String(number)) as string,
    });
  },
);

test.each<[unknown, string]>([
  [1, 'int'],
  ['a', 'string'],
  [false, 'bool'],
  [['a'], 'list'],
  [{ a: 1 }, 'map'],
])('the literal %j becomes an expression of kind %s with the same value', (value, kind) => {
  const expr = exprOf(value);
  expect(expr.kind).toBe(kind);
  expect(valueOf(expr)).toEqual(value);
});

test('an expression is its own expression', () => {
  expect(exprOf(name)).toBe(name);
});

test('a map with expressions among its values is evaluated entry by entry', () => {
  expect(valueOf(exprOf({ name, tag: '1' }), { name: 'api' })).toEqual({ name: 'api', tag: '1' });
});

test.each<[string, boolean]>([
  ['', true],
  ['fast-next', true],
  ['25%', true],
  ['%', true],
  ['a/b.c_d', true],
  ['a b', false],
  ['a:b', false],
  ['%a', false],
  ['a#b', false],
  ['{{', false],
  ['"', false],
  ['a\n', false],
])('the text %j is safe unquoted: %p', (text, safe) => {
  expect(isToken(text)).toBe(safe);
});
