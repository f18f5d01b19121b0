import { Testing } from 'cdk8s';
import { Rule } from '../../../constructs';
import { Expr, type Helper } from '../../../constructs/values/expr';
import { helper } from '../../../constructs/values/helper';
import { choose, gt, include, isSet, str } from '../../../constructs/values/ops';
import { variable } from '../../../constructs/values/refs';
import { merge } from '../../../constructs/values/template';
import { helpersFile, validateFile } from '../../../packaging/helm/helpers';
import { codesOf, ref } from '../../constructs/support';

const s = ref<string>('string', 's');
const n = ref<number>('int', 'n');
const file = (...of: Helper<unknown>[]) => helpersFile('shop', new Set(of));

describe('a helper is defined under the name of the chart', () => {
  test('with a sentence above it', () => {
    expect(file(helper<string>({ name: 'name', doc: 'The name.' }, s))).toBe(
      '{{/* The name. */}}\n{{- define "shop.name" -}}\n{{- .Values.s }}\n{{- end }}\n',
    );
  });
  test('and the names of its parameters', () => {
    const who = new Expr<string>('string', variable('who')([]), true);
    expect(file(helper<string>({ name: 'hi', doc: 'Hi.', params: ['who'] }, str`hi-${who}`))).toBe(
      '{{/* Hi. Takes: who. */}}\n{{- define "shop.hi" -}}\nhi-{{ .who }}\n{{- end }}\n',
    );
  });
  test('a choice of choices is a chain', () => {
    const size = choose<string>(gt(n, 9), 'large', choose(gt(n, 3), 'medium', 'small'));
    expect(file(helper<string>({ name: 'size', doc: 'Size.' }, size))).toContain(
      [
        '{{- if gt (int64 .Values.n) 9 }}',
        '{{- "large" }}',
        '{{- else if gt (int64 .Values.n) 3 }}',
        '{{- "medium" }}',
        '{{- else }}',
        '{{- "small" }}',
        '{{- end }}',
      ].join('\n'),
    );
  });
  test('a block is YAML', () => {
    const labels = helper<Record<string, string>>(
      { name: 'labels', doc: 'L.' },
      merge<Record<string, string>>({ app: s }, { b: 'c' }),
    );
    expect(file(labels)).toContain('-}}\napp: {{ .Values.s | quote }}\nb: c\n{{- end }}');
  });
});

test('those that a helper includes are defined too, each once, whatever the order', () => {
  const inner = helper<string>({ name: 'inner', doc: 'Inner.', token: true }, s);
  const outer = helper<string>({ name: 'outer', doc: 'Outer.' }, choose(isSet(s), include(inner), include(inner)));
  for (const text of [file(outer), file(inner, outer), file(outer, inner)]) {
    expect(text.match(/define "shop\.\w+"/g)?.sort()).toEqual(['define "shop.inner"', 'define "shop.outer"']);
  }
});

test('two different helpers of one name are no helper at all', () => {
  const one = helper<string>({ name: 'same', doc: 'One.' }, s);
  const other = helper<string>({ name: 'same', doc: 'Other.' }, str`${n}`);
  expect(() => file(one, other)).toThrow(/same/);
});

test('free text in a text helper is refused', () => {
  expect(codesOf(() => file(helper<string>({ name: 'x', doc: 'X.' }, str`a-${s}`)))).toEqual(['SCALE-PARAM-006']);
});

describe('the rules', () => {
  const chart = Testing.chart();
  const spec = { code: 'SCALE-WORKLOAD-001', path: 'api.min', message: str`${n} is "much"` } as const;
  const text = validateFile('shop', [new Rule(chart, { ...spec, broken: gt(n, 3) })], { chart: 'shop', root: '' });
  test('are checked each by itself, and refused all at once', () => {
    expect(text).toContain('{{- define "shop.validate" -}}\n{{- $errors := list }}\n{{- if gt (int64 .Values.n) 3 }}');
    expect(text).toContain('{{- with $errors }}\n{{- fail ');
  });
  test('have the words of synth', () => {
    expect(text).toContain('(printf "SCALE-WORKLOAD-001: api.min: %d is \\"much\\". Lower `autoscaling.min`');
  });
  test('that cannot be broken are left out', () => {
    const never = new Rule(chart, { ...spec, path: 'never', broken: false });
    expect(validateFile('shop', [never], { chart: 'shop', root: '' })).not.toContain('append');
  });
});
