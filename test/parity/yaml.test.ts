import fc from 'fast-check';
import { ScaleoutError } from '../../constructs/errors';
import type { Json } from '../../constructs/values/expr';
import { parseValuesFile } from '../../constructs/values/input/yaml-file';
import { toYaml } from '../../packaging/manifests';
import { HELM_VERSIONS, type HelmVersion } from '../helm/binaries';
import { scratchFile } from '../helm/scratch';
import { differences } from './differences';
import { seenByHelm } from './echo';
import { NASTY_TEXTS, nastyJson, nastyKey } from './nasty';
import { holds } from './runs';

// Each asks a real Helm, on a machine that may be busy with others.
jest.setTimeout(60_000);

function ours(text: string): Json {
  try {
    return parseValuesFile(text, 'values.yaml').value;
  } catch (error) {
    if (error instanceof ScaleoutError && error.code === 'SCALE-VALUES-010') return 'refused';
    throw error;
  }
}

async function sameReading(version: HelmVersion, text: string): Promise<void> {
  const seen = await seenByHelm(version, ['--values', scratchFile(text)]);
  const mine = ours(text);
  const found = differences(mine, 'refused' in seen ? 'refused' : seen.values);
  if (found.length > 0) throw new Error([...found, 'refused' in seen ? seen.refused : ''].join('\n'));
}

/** Values under keys of their own. */
function fileOf(scalars: readonly string[]): string {
  return `top:\n${scalars.map((scalar, i) => `  k${i}: ${scalar}\n`).join('')}`;
}

/** Values that are read, a file each row. */
const READ: readonly (readonly string[])[] = [
  ['yes', 'Yes', 'YES', 'no', 'on', 'Off', 'y', 'Y', 'n', 'N', 'true', 'True', 'TRUE', 'tRUE', 'false'],
  ['~', 'null', 'Null', 'NULL', 'nUll', ''],
  ['0x1F', '0x1f', '0X1F', '-0x1F', '0o17', '017', '-017', '08', '09', '0b101', '0123', '00', '0'],
  ['1_000', '1__0', '_1', '1_', '0x_1F', '+1', '-1', '-0', '+0', '1e3', '1E3', '1e+3', '1.5e-3', '1e', 'e3'],
  ['.5', '-.5', '5.', '.', '..', '1.0', '1.50', '1.2.3', '1_000.5', '.5e3', '1e400'],
  ['12:30:45', '12:30', '1:2', '190:20:30.15', '2001-01-01', '2001-12-14t21:59:43.10-05:00', '2001-1-1'],
  ['<<', '=', 'a b', 'a #b', 'a#b', '#a', '&a', '-', '+'],
  ['"a"', "'a'", "'it''s'", '"\\x41\\u00e9\\U0001F600"', '"\\e\\0\\a\\b\\v\\N\\_\\L\\P"', 'a\n   b'],
  ['[1, yes, a]', '{a: 1, b: no}', '[]', '{}', '[a, ]', '{a}', '{a: }', '[[1], {b: [2]}]'],
  ['9007199254740993', '18446744073709551615', '18446744073709551616', '123456789012345678901234567890'],
  ['!!str 1', '!!int "1"', '!!float 1', '!!bool "yes"', '!!null ""'],
];
/** Values that are refused, or near to those that are. */
const REFUSED = [
  '.inf',
  '-.inf',
  '.nan',
  '"a',
  '"\\q"',
  'a: b',
  '@a',
  '`a',
  '%a',
  '!a',
  '*a',
  '? a',
  '- a',
  '[a',
  '{a',
  ']',
];

const DOCUMENTS: Readonly<Record<string, string>> = {
  'an empty file': '',
  'a comment alone': '# nothing\n',
  'a null': 'null\n',
  'a list at the top': '- a\n',
  'a text at the top': 'text\n',
  'a document marker': '---\na: 1\n',
  'a document end': 'a: 1\n...\n',
  'Windows line ends': 'a: 1\r\nb: |\r\n  x\r\n  y\r\n',
  'a byte order mark': '\uFEFFa: 1\n',
  'a tab as indent': 'a:\n\tb: 1\n',
  'a tab after a colon': 'a:\t1\n',
  'an anchor and an alias': 'a: &x {k: 1}\nb: *x\n',
  'an alias to nothing': 'a: *x\n',
  'a merge': 'base: &x {k: 1, l: 2}\nb:\n  <<: *x\n  l: 3\n',
  'a merge of several': 'p: &p {k: 1}\nq: &q {k: 2, l: 3}\nb:\n  <<: [*p, *q]\n',
  'a merge of something else': 'b:\n  <<: 1\n',
  'a quoted merge key': 'b:\n  "<<": {k: 1}\n',
  'a number as a key': '1: a\n0x1F: b\n1.5: c\n',
  'words of YAML as keys': 'yes: a\nnull: b\n~: c\ntrue: d\nn: e\n',
  'an explicit key': '? a\n: 1\n',
  'a literal block': 'a: |\n  one\n   two\n\n  three\n\nb: 1\n',
  'a literal block that is stripped': 'a: |-\n  one\n\nb: 1\n',
  'a literal block that keeps its end': 'a: |+\n  one\n\n\nb: 1\n',
  'a literal block with an indent': 'a: |2\n    one\n  two\n',
  'a folded block': 'a: >\n  one\n  two\n\n  three\n   four\n  five\n',
  'a folded block that is stripped': 'a: >-\n  one\n  two\n\n\n',
  'a folded block that keeps its end': 'a: >+\n  one\n\n\n',
  'a block with a comment behind it': 'a: |\n  # text\n # comment\nb: 1\n',
  'a text over lines': 'a: one\n  two\n\n  three\nb: "one\n  two\n\n  three"\n',
  'a list on the indent of its key': 'a:\n- x\n- y: 1\n  z: 2\n',
  'null items and values': 'a: [~, null]\nb: {c: }\n',
};

/** Where reading less than Helm is the better choice; each is refused, never read in another way. */
const STRICTER: Readonly<Record<string, string>> = {
  'a key twice': 'a: 1\na: 2\n',
};

describe.each(HELM_VERSIONS)('a values file is read as %s reads it:', (version) => {
  test.concurrent.each(READ.map((row) => [row[0], row] as const))('values such as %s', (_, row) =>
    sameReading(version, fileOf(row)),
  );
  test.concurrent.each(REFUSED)('the value %s', (scalar) => sameReading(version, fileOf([scalar, 'x'])));
  test.concurrent.each(Object.entries(DOCUMENTS))('%s', (_, text) => sameReading(version, text));
});

test.each(Object.entries(STRICTER))('%s is refused, though Helm takes it', (_, text) => {
  expect(ours(text)).toBe('refused');
});

/** Plain scalars from the characters that decide what they are, and quoted ones, in small documents. */
const plain = fc.string({ unit: fc.constantFrom(...'0123456789.+-_:eExob~ynaNtTf'), minLength: 1, maxLength: 6 });
const scalar = fc.oneof(plain, fc.constantFrom(...READ.flat(), ...REFUSED));
const document = fc.array(scalar, { minLength: 1, maxLength: 8 }).map(fileOf);

test(
  'any small file is read as Helm reads it',
  () => holds({ arbitrary: document, tell: (text) => text, check: (text) => sameReading('helm4', text) }, 80),
  120_000,
);

test.concurrent.each(Object.entries(NASTY_TEXTS))(
  'what is written for kubectl is read by its parser as it was: %s',
  async (_, text) => {
    const value = { a: text, list: [text], map: { [text]: text } };
    const seen = await seenByHelm('helm4', ['--values', scratchFile(toYaml({ value }))]);
    expect(seen).toEqual({ values: { value } });
  },
);

test(
  'whatever is written for kubectl is read by its parser as it was',
  () =>
    holds(
      {
        arbitrary: fc.dictionary(nastyKey, nastyJson, { minKeys: 1, maxKeys: 4, noNullPrototype: true }),
        tell: (value) => toYaml(value),
        check: async (value) => {
          const seen = await seenByHelm('helm4', ['--values', scratchFile(toYaml({ value }))]);
          const found = differences(value, 'values' in seen ? (seen.values as { value: Json }).value : seen.refused);
          if (found.length > 0) throw new Error(found.join('\n'));
        },
      },
      60,
    ),
  120_000,
);
