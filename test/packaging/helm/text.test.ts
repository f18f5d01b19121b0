import { Expr } from '../../../constructs/values/expr';
import { choose, isSet, str } from '../../../constructs/values/ops';
import { each, eachEntry, items, text, when, type Lines } from '../../../constructs/values/template';
import { inText, textLines } from '../../../packaging/helm/text';
import type { Place } from '../../../packaging/helm/expressions';
import { problemsOf, ref } from '../../constructs/support';

const place: Place = { chart: 'shop', root: '' };
const n = ref<number>('int', 'n');
const on = ref<boolean>('bool', 'on');
const free = ref<string>('string', 'free');
const name = new Expr<string>('string', { op: 'value', path: ['name'] }, true);
const lines = (...of: Lines[]) => textLines(text(...of).lines, place);

test('lines are as they are, with actions in place of expressions', () => {
  expect(lines('server {', str`  listen ${n};`, str`  name ${name};`, '}')).toEqual([
    'server {',
    '  listen {{ .Values.n | int64 }};',
    '  name {{ .Values.name }};',
    '}',
  ]);
});
test('conditions and loops are control lines', () => {
  expect(
    lines(
      when(on, 'a', 'b'),
      each(n, 'i', (i) => str`server ${i};`),
    ),
  ).toEqual([
    '{{- if .Values.on }}',
    'a',
    '{{- else }}',
    'b',
    '{{- end }}',
    '{{- range $i := until (int .Values.n) }}',
    'server {{ $i | int64 }};',
    '{{- end }}',
  ]);
});
test('the entries of a map are lines', () => {
  const map = ref<Record<string, string>>('map', 'map');
  expect(
    lines(
      'a',
      eachEntry(map, ['key', 'value'], (key, value): Lines => str`${key} ${value}`),
    ),
  ).toEqual(['a', '{{- range $key, $value := .Values.map }}', '{{ $key }} {{ $value }}', '{{- end }}']);
});
test('a choice within a line stays within it', () => {
  expect(lines(str`a ${choose(on, 'b', '')};`)).toEqual(['a {{ if .Values.on }}b{{ end }};']);
  expect(lines(str`a ${choose(isSet(name), name, 'c')};`)).toEqual([
    'a {{ if .Values.name }}{{ .Values.name }}{{ else }}c{{ end }};',
  ]);
});
test('literal braces are no action', () => {
  expect(lines('{{ x }}', str`{{${n}`)).toEqual(['{{ "{{" }} x }}', '{{ "{{" }}{{ .Values.n | int64 }}']);
});
test('free text is refused by its key: it may break its line', () => {
  const [problem] = problemsOf(() => lines(str`name ${free};`));
  expect(problem).toMatchObject({ code: 'SCALE-PARAM-006', message: "the value 'free' is put into a text file" });
});
test('so it is in whatever wraps it', () => {
  expect(problemsOf(() => lines(str`name ${choose(on, free, 'x')};`))).toMatchObject([{ code: 'SCALE-PARAM-006' }]);
});
test('what is no line is refused by its name', () => {
  expect(() => lines(items(ref<readonly string[]>('list', 'l')))).toThrow('Spread cannot be a line of text');
});
test('an expression alone is printed in place', () => {
  expect(inText(n, place)).toBe('{{ .Values.n | int64 }}');
});
