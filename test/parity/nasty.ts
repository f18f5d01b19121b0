/** Texts, keys and trees on which YAML, Go templates or JavaScript have stumbled before. */
import fc from 'fast-check';
import type { Json } from '../../constructs/values/expr';

/** Texts by what is special about them; also the names of tests. */
export const NASTY_TEXTS = {
  'a text that looks like a float': '1.0',
  'a text that looks like an octal number': '0123',
  'a text that looks like a hexadecimal number': '0x1F',
  'a text that looks like a number with an exponent': '1e3',
  'a text that looks like a large number': '1000000',
  'a text that looks like a time': '12:30:45',
  'a text that looks like a date': '2001-01-01',
  'a text that looks like a boolean': 'yes',
  'a text that is the letter of a boolean': 'n',
  'a text that looks like null': 'null',
  'a tilde': '~',
  'an empty text': '',
  'a double quote': 'say "hi"',
  'a single quote': "it's",
  'a backslash': 'C:\\new\\table',
  'a line break': 'one\ntwo',
  'a line break at the end': 'one\n',
  'line breaks at the start': '\n\n  one',
  'a carriage return': 'one\r\ntwo',
  'a tab': '\tone\ttwo',
  'spaces around': '  one  ',
  'a Go template action': '{{ .Values.backend }}',
  'an unfinished action': '}} {{ {{- x',
  'a Prometheus variable': '{{ $labels.pod }} of $labels',
  'a shell variable': '$(PORT) ${PORT} `id`',
  'a comment sign': 'one # two',
  'a colon and a space': 'one: two',
  'a dash in front': '- one',
  'a document separator': '---',
  'a document end': '...\n---\nkind: Secret',
  'YAML indicators': '&a *b !c |d >e %f @g',
  'an ampersand and angles': '<a href="?x=1&y=2">',
  'accents and scripts': 'Größe 漢字 العربية',
  'astral characters': '😀𝒳🏳️‍🌈',
  'control characters': '\u0001\u001b[0m',
  'a very long text': `${'long words '.repeat(150)}end`,
  'a very long word': 'x'.repeat(900),
} as const;

const texts: readonly string[] = Object.values(NASTY_TEXTS);

/** What the schema refuses in free text, see fields.ts. */
const ODD_IN_GO = /[\u007f-\u009f\u2027-\u202a\ufeff\ufffe\uffff]/u;

/** Free text. */
export const nastyText: fc.Arbitrary<string> = fc
  .oneof(
    fc.constantFrom(...texts),
    fc.string({ unit: fc.constantFrom(...' \n\t"\'\\{}[]:#-|>&*!%@`$ab0.e') }),
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: 'binary' }),
  )
  .filter((text) => !ODD_IN_GO.test(text));

/** A key of a free map. Not `<<`, which the schema refuses: Go's YAML takes it for a merge even in quotes. */
export const nastyKey: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom('key', 'other', 'operator', 'values'),
  fc.constantFrom(
    '0',
    '-1',
    '1.5',
    'yes',
    'null',
    '~',
    '',
    'a b',
    'a: b',
    'a/b.c',
    '{{ x }}',
    '"',
    "it's",
    '# x',
    '漢',
  ),
  nastyText.filter((text) => text.length < 60 && text !== '<<' && text !== '__proto__'),
);

const scalar: fc.Arbitrary<Json> = fc.oneof(
  nastyText,
  fc.boolean(),
  fc.integer({ min: -10, max: 10 }),
  fc.constantFrom(1_000_000, 123_456_789, 2_147_483_648, -1_000_000, 1e15, 9_007_199_254_740_991, 1e21, -1e21, 1e-7),
  fc.constantFrom(0.5, -0.25, 3.14159, 1.5e300),
);

const tree = fc.letrec<{ any: Json; map: Record<string, Json>; list: Json[] }>((tie) => ({
  any: fc.oneof({ maxDepth: 3, depthSize: 'small' }, scalar, tie('map'), tie('list')),
  map: fc.dictionary(nastyKey, tie('any'), { maxKeys: 4, noNullPrototype: true }),
  list: fc.array(tie('any'), { maxLength: 3 }),
}));

/** Any YAML without null. */
export const nastyJson: fc.Arbitrary<Json> = tree.any;
