import fc from 'fast-check';
import { parse } from 'yaml';
import { rounds } from '../../../constructs';
import { Expr, exprOf } from '../../../constructs/values/expr';
import { helper } from '../../../constructs/values/helper';
import { gt, include, isSet, not, str, sha256 } from '../../../constructs/values/ops';
import { each, eachEntry, field, items, merge, text, when } from '../../../constructs/values/template';
import { emitObject } from '../../../packaging/helm/emit';
import type { Place } from '../../../packaging/helm/expressions';
import { ref, valueOf } from '../../constructs/support';

const place: Place = { chart: 'shop', root: '' };
const emit = (template: unknown) => emitObject(template, place);

const n = ref<number>('int', 'n');
const s = ref<string>('string', 's');
const on = ref<boolean>('bool', 'on');
const list = ref<readonly { name: string }[]>('list', 'list');
const map = ref<Record<string, string>>('map', 'map');
const names = new Expr<readonly string[]>('list', { op: 'value', path: ['names'] }, false, {
  kind: 'string',
  token: true,
});
const labels = helper<Record<string, string>>({ name: 'labels', doc: 'Labels.' }, { a: 'b' });
const fullname = helper<string>({ name: 'fullname', doc: 'Name.', token: true }, s);
const count = helper<number>({ name: 'count', doc: 'Count.' }, n);

const TABLE: readonly [name: string, template: unknown, lines: string[]][] = [
  ['plain YAML', { a: 1, b: ['x'] }, ['a: 1', 'b:', '  - x']],
  ['text that YAML 1.1 would misread is quoted', { a: 'yes', b: '0123' }, ['a: "yes"', 'b: "0123"']],
  ['a number from values is no float', { a: n }, ['a: {{ .Values.n | int64 }}']],
  ['text from values is quoted', { a: s }, ['a: {{ .Values.s | quote }}']],
  ['a truth from values', { a: on }, ['a: {{ .Values.on }}']],
  ['a computed truth', { a: gt(n, 1) }, ['a: {{ gt (int64 .Values.n) 1 }}']],
  ['a number as text', { a: str`${n}` }, ['a: {{ .Values.n | int64 | quote }}']],
  ['a truth as text', { a: str`${on}` }, ['a: {{ printf "%t" .Values.on | quote }}']],
  ['a hash', { a: sha256(map) }, ['a: {{ .Values.map | toJson | sha256sum | quote }}']],
  [
    'a block from values, on lines of its own',
    { a: { b: map } },
    ['a:', '  b:', '    {{- toYaml .Values.map | nindent 4 }}'],
  ],
  ["a helper's block", { a: include(labels) }, ['a:', '  {{- include "shop.labels" . | nindent 2 }}']],
  ["a helper's number", { a: include(count) }, ['a: {{ include "shop.count" . | int64 }}']],
  [
    'a name, as a person would write it',
    { a: str`${include(fullname)}-backend` },
    ['a: {{ include "shop.fullname" . }}-backend'],
  ],
  ['a percentage', { a: str`${n}%` }, ['a: {{ .Values.n | int64 }}%']],
  [
    'free text in a string is quoted as a whole',
    { a: str`${s}-backend` },
    ['a: {{ printf "%s-backend" .Values.s | quote }}'],
  ],
  [
    'a conditional field',
    { a: 1, b: when(on, 2), c: 3 },
    ['a: 1', '{{- if .Values.on }}', 'b: 2', '{{- end }}', 'c: 3'],
  ],
  [
    'a field with an alternative',
    { a: when(on, 1, 2) },
    ['{{- if .Values.on }}', 'a: 1', '{{- else }}', 'a: 2', '{{- end }}'],
  ],
  [
    'a field that is there when its value is',
    { a: when<Record<string, string>>(isSet(map), map) },
    ['{{- with .Values.map }}', 'a:', '  {{- toYaml . | nindent 2 }}', '{{- end }}'],
  ],
  [
    'a text that is there when it is given',
    { a: when(isSet(s), s) },
    ['{{- with .Values.s }}', 'a: {{ . | quote }}', '{{- end }}'],
  ],
  [
    'a map whose every entry is conditional',
    { a: { b: when(on, 1) } },
    ['{{- if .Values.on }}', 'a:', '  {{- if .Values.on }}', '  b: 1', '  {{- end }}', '{{- end }}'],
  ],
  [
    'a conditional item',
    { a: [1, when(not(on), 2)] },
    ['a:', '  - 1', '  {{- if not .Values.on }}', '  - 2', '  {{- end }}'],
  ],
  [
    'items of a list, among others',
    { a: [{ name: 'x' }, items(list)] },
    ['a:', '  - name: x', '  {{- with .Values.list }}', '  {{- toYaml . | nindent 2 }}', '  {{- end }}'],
  ],
  [
    'a loop',
    { a: [each(list, 'x', (x) => ({ name: field(x, 'name', 'string') }))], b: 1 },
    [
      '{{- if .Values.list }}',
      'a:',
      '  {{- range $x := .Values.list }}',
      '  - name: {{ $x.name | quote }}',
      '  {{- end }}',
      '{{- end }}',
      'b: 1',
    ],
  ],
  [
    'a loop over names',
    { a: [each(names, 'x', (x) => str`--peer=${x}`)], b: [each(names, 'x', (x) => str`${x}-pods`)] },
    [
      '{{- if .Values.names }}',
      'a:',
      '  {{- range $x := .Values.names }}',
      '  - {{ printf "--peer=%s" $x | quote }}',
      '  {{- end }}',
      '{{- end }}',
      '{{- if .Values.names }}',
      'b:',
      '  {{- range $x := .Values.names }}',
      '  - {{ $x }}-pods',
      '  {{- end }}',
      '{{- end }}',
    ],
  ],
  [
    'a loop over the entries of a map',
    { a: [eachEntry(map, ['key', 'value'], (key, value) => str`${key}=${value}`)] },
    [
      '{{- if .Values.map }}',
      'a:',
      '  {{- range $key, $value := .Values.map }}',
      '  - {{ printf "%s=%s" $key $value | quote }}',
      '  {{- end }}',
      '{{- end }}',
    ],
  ],
  [
    'one of two blocks, which is there whichever it is',
    { a: { b: when<object>(on, { c: 1 } as never, { d: 2 } as never) } },
    ['a:', '{{- if .Values.on }}', '  b:', '    c: 1', '{{- else }}', '  b:', '    d: 2', '{{- end }}'],
  ],
  [
    'a merge',
    { a: merge<Record<string, string>>(include(labels), { x: 'z' }, map) },
    [
      'a:',
      '  {{- include "shop.labels" . | nindent 2 }}',
      '  x: z',
      '  {{- with .Values.map }}',
      '  {{- toYaml . | nindent 2 }}',
      '  {{- end }}',
    ],
  ],
  [
    'a text file',
    { a: text('one {', str`  two ${n};`, when(on, '  three;'), '}') },
    [
      'a: |-',
      '  one {',
      '    two {{ .Values.n | int64 }};',
      '  {{- if .Values.on }}'.replace('  {{', '{{'),
      '    three;',
      '{{- end }}',
      '  }',
    ],
  ],
  [
    'literal braces',
    { a: 'use {{ x }}', b: text('{{ $labels.pod }}') },
    ['a: use {{ "{{" }} x }}', 'b: |-', '  {{ "{{" }} $labels.pod }}'],
  ],
];
for (const [name, template, lines] of TABLE) {
  test(name, () => {
    // Where a control line of a text stands does not matter: `{{-` takes the space before it away.
    const plain = (text: string) => text.replaceAll(/^ *(?=\{\{-)/gm, '');
    expect(plain(emit(template))).toBe(plain(`${lines.join('\n')}\n`));
  });
}

test('control lines stand at the indent of what they are about', () => {
  expect(emit({ a: { b: 1, c: when(on, 1) } })).toBe(
    ['a:', '  b: 1', '  {{- if .Values.on }}', '  c: 1', '  {{- end }}', ''].join('\n'),
  );
});

test('an object with a condition is there as a whole or not at all', () => {
  expect(emitObject({ a: 1 }, place, gt(n, 1) as never)).toBe('{{- if gt (int64 .Values.n) 1 }}\na: 1\n{{- end }}\n');
});

test('an object of a loop is a document a round, and reaches values from the root', () => {
  const [{ index, loop } = { index: 0, loop: undefined }] = rounds(n, 'i');
  const body = { name: str`redis-${index}`, size: s };
  expect(emitObject(body, place, undefined, loop)).toBe(
    [
      '{{- range $i := until (int .Values.n) }}',
      '---',
      'name: {{ printf "redis-%d" (int64 $i) | quote }}',
      'size: {{ $.Values.s | quote }}',
      '{{- end }}',
      '',
    ].join('\n'),
  );
  // A round whose condition does not hold is no document, not an empty one.
  expect(
    emitObject({ size: s }, place, exprOf(gt(index, 1)), loop)
      .split('\n')
      .slice(0, 3),
  ).toEqual(['{{- range $i := until (int .Values.n) }}', '{{- if gt (int64 $i) 1 }}', '---']);
});

test('a list item cannot begin with a conditional field, whose dash would have no line', () => {
  expect(() => emit({ a: [{ b: when(on, 1), c: 2 }] })).toThrow('the first field of a list item cannot be conditional');
});

test('what is no template is refused', () => {
  expect(() => emit({ a: null })).toThrow('not a template');
});

describe('what has no expressions reads back as what it is', () => {
  /** What Helm makes of it: the one action that may be there is that of literal braces. */
  const back = (value: unknown): unknown => {
    const escaped = emit(value).replaceAll('{{ "{{" }}', '\uE001');
    expect(escaped).not.toContain('{{');
    return parse(escaped.replaceAll('\uE001', '{{'), { version: '1.1' });
  };

  test('whatever the keys and the text', () => {
    const word = fc.string({ unit: 'grapheme' }).filter((of) => !/[\uE000\uE001\u0085\u2028\u2029\uFEFF]/.test(of));
    const tree = fc.letrec<{ node: unknown }>((tie) => ({
      node: fc.oneof(
        { depthSize: 'small' },
        word,
        fc.constantFrom(
          'yes',
          '0123',
          '1.0',
          '1e3',
          '{{ x }}',
          '12:30:45',
          '',
          '~',
          '$labels',
          "it's",
          '"',
          'a: b',
          '# x',
          '- x',
          'a\nb\n',
        ),
        fc.integer(),
        fc.boolean(),
        fc.array(tie('node'), { maxLength: 3 }),
        fc.dictionary(word, tie('node'), { maxKeys: 3, noNullPrototype: true }),
      ),
    })).node;
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('a', 'b-c', 'on'), tree, { minKeys: 1, noNullPrototype: true }),
        (map) => {
          expect(back(map)).toEqual(map);
        },
      ),
      { numRuns: 500 },
    );
  });

  test.each<[string, string[]]>([
    ['plain lines', ['a', 'b']],
    ['an indented line', ['a {', '  b', '}']],
    ['a first line that is indented', ['  a', 'b']],
    ['blank lines within', ['a', '', 'b']],
    ['a line break at the end', ['a', '']],
    ['several', ['a', '', '']],
    ['no line', []],
  ])('a text file with %s', (_, lines) => {
    const template = { file: text(...lines) };
    expect(back(template)).toEqual(valueOf(template));
  });
});

test('a literal expression is what it is', () => {
  expect(emit({ a: exprOf('x'), b: exprOf(1) })).toBe('a: x\nb: 1\n');
});
