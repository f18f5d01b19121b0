import fc from 'fast-check';
import { ScaleoutError } from '../../../../constructs/errors';
import type { Json } from '../../../../constructs/values/expr';
import { parseValuesFile } from '../../../../constructs/values/input/yaml-file';
import { problemsOf } from '../../support';

const value = (text: string): Json => parseValuesFile(text, 'mine.yaml').value;

test.each<[string, string, Json]>([
  ['an empty file', '', {}],
  ['a file of comments', '# nothing\n', {}],
  ['a null document', '---\n', {}],
  ['a map', 'a:\n  b: [1, x]\n', { a: { b: [1, 'x'] } }],
  ['JSON', '{"a": {"b": 1}}', { a: { b: 1 } }],
  ['anchors and merge keys', 'a: &x { b: 1 }\nc: { <<: *x, d: 2 }', { a: { b: 1 }, c: { b: 1, d: 2 } }],
  ['keys that are numbers, as text', '1: a', { '1': 'a' }],
])('%s is read', (_, text, expected) => {
  expect(value(text)).toEqual(expected);
});

describe('scalars are those of YAML 1.1, as Helm has them', () => {
  test.each<[string, Json]>([
    ['yes', true],
    ['off', false],
    ['~', null],
    ['', null],
    ['017', 15],
    ['0x1F', 31],
    ['1_000', 1000],
    ['1000000', 1_000_000],
    ['1.5', 1.5],
    ['"yes"', 'yes'],
    ["'017'", '017'],
    ['12:30:45', '12:30:45'],
    ['2001-01-01', '2001-01-01'],
    ['{{ x }}', '{{ x }}'],
    ['1.0.0', '1.0.0'],
  ])('%s', (text, expected) => {
    expect(value(`a: ${text === '{{ x }}' ? "'{{ x }}'" : text}`)).toEqual({ a: expected });
  });
});

test.each<[string, string, string, RegExp]>([
  ['a syntax error', 'a: 1\nb: [1,\nc: 2\n', 'mine.yaml:3', /./],
  ['a tab', 'a:\n\t- b', 'mine.yaml:2', /Tabs/],
  ['a duplicate key', 'a: 1\nb: 2\na: 3\n', 'mine.yaml:3', /unique/],
  ['a duplicate key within', 'a:\n  b: 1\n  b: 2\n', 'mine.yaml:3', /unique/],
  ['a list at the top', '- a\n', 'mine.yaml:1', /a map at its top/],
  ['a scalar at the top', 'hello\n', 'mine.yaml:1', /a map at its top/],
  ['several documents', 'a: 1\n---\nb: 2\n', 'mine.yaml:2', /multiple documents/],
])('%s is refused with its line', (_, text, at, message) => {
  const [problem] = problemsOf(() => value(text));
  expect(problem).toMatchObject({ code: 'SCALE-VALUES-010', at, message: expect.stringMatching(message) as string });
});

test('every syntax error is said at once', () => {
  const problems = problemsOf(() => value('a: 1\na: 2\nb: 1\nb: 2\n'));
  expect(problems.map(({ code, at }) => `${code} ${at ?? ''}`)).toEqual([
    'SCALE-VALUES-010 mine.yaml:2',
    'SCALE-VALUES-010 mine.yaml:4',
  ]);
});

test.each<[string, string]>([
  ['an alias of nothing', 'a: *b'],
  ['a merge of no map', '<<: 5'],
  [
    'an alias bomb',
    `a: &a [x]\n${[...'bcdefgh'].map((c, i) => `${c}: &${c} [${`*${'abcdefg'[i] ?? ''},`.repeat(10)}]`).join('\n')}`,
  ],
])('%s is refused as the file is, not by a crash', (_, text) => {
  expect(problemsOf(() => value(text))[0]).toMatchObject({
    code: 'SCALE-VALUES-010',
    at: expect.stringMatching(/^mine\.yaml:\d+$/) as string,
  });
});

describe('where a key stands', () => {
  const { locate } = parseValuesFile('# top\na:\n  b: 1\n\n  "c.d": 2\nlist:\n  - x\n  - k: 1\n10: z\n', 'f.yaml');
  test.each<[string[], string | undefined]>([
    [['a'], 'f.yaml:2'],
    [['a', 'b'], 'f.yaml:3'],
    [['a', 'c.d'], 'f.yaml:5'],
    [['list', '1'], 'f.yaml:8'],
    [['list', '1', 'k'], 'f.yaml:8'],
    [['10'], 'f.yaml:9'],
    [['a', 'x'], undefined],
    [['a', 'b', 'c'], undefined],
    [['list', '7'], undefined],
    [[], undefined],
  ])('%j: %p', (path, place) => {
    expect(locate(path)).toBe(place);
  });
  test('lines are counted with Windows line ends too', () => {
    expect(parseValuesFile('a: 1\r\nb: 2\r\n', 'f.yaml').locate(['b'])).toBe('f.yaml:2');
  });
});

describe('whatever the text', () => {
  const unit = fc.constantFrom(
    ...'ab01:-?[]{},&*!|>\'"%@`#~<. \t\n'.split(''),
    '  ',
    ': ',
    '\n- ',
    '<<: ',
    '&a ',
    '*a',
    '---\n',
    '!!',
  );
  test.each<[string, fc.Arbitrary<string>]>([
    ['of YAML pieces', fc.string({ unit, maxLength: 40 })],
    ['of any characters', fc.string({ unit: 'binary', maxLength: 40 })],
  ])('%s, it is a map or a refusal', (_, texts) => {
    const warn = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    fc.assert(
      fc.property(texts, (text) => {
        try {
          const read = value(text);
          expect(typeof read === 'object' && read !== null && !Array.isArray(read)).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(ScaleoutError);
        }
      }),
      { numRuns: 2000 },
    );
    warn.mockRestore();
  });
});
