/** `_helpers.tpl` and `_validate.tpl`: named helpers and cross-field rules. */
import { exprOf, Expr, type Helper } from '../../constructs/values/expr';
import { misuse } from '../../constructs/errors';
import type { Rule } from '../../constructs/values/rules';
import { emitDocument } from './emit';
import { condition, operand, pipeline, type Place } from './expressions';
import { inText } from './text';

/** The definitions of all helpers that are included, and of those that these include. */
export function helpersFile(chart: string, used: ReadonlySet<Helper<unknown>>): string {
  const all = new Map<string, { readonly helper: Helper<unknown>; text: string }>();
  const visit = (helper: Helper<unknown>) => {
    const known = all.get(helper.name);
    if (known?.helper === helper) return;
    if (known !== undefined) throw misuse('SCALE-PARAM-008', `two helpers are called '${helper.name}'`);
    const entry = { helper, text: '' };
    all.set(helper.name, entry);
    entry.text = definition(helper, { chart, root: '', helper, onHelper: visit });
  };
  used.forEach(visit);
  return [...all.values()].map(({ text }) => text).join('\n');
}

function definition(helper: Helper<unknown>, place: Place): string {
  const params = helper.params.length === 0 ? '' : ` Takes: ${helper.params.join(', ')}.`;
  const body = helper.body instanceof Expr ? exprBody(helper.body, place) : emitDocument(helper.body, place).trimEnd();
  return `{{/* ${helper.doc}${params} */}}\n{{- define "${place.chart}.${helper.name}" -}}\n${body}\n{{- end }}\n`;
}

function exprBody(expr: Expr<unknown>, place: Place): string {
  const { ast } = expr;
  if (ast.op === 'if') return chain(expr, place).join('\n');
  return ast.op === 'concat' ? inText(expr, place) : `{{- ${pipeline(expr, place)} }}`;
}

/** A choice of choices as `if`, `else if`, …, `else`. */
function chain(expr: Expr<unknown>, place: Place): string[] {
  const lines: string[] = [];
  let head = 'if';
  let rest: Expr<unknown> = expr;
  for (; rest.ast.op === 'if'; rest = rest.ast.otherwise) {
    lines.push(`{{- ${head} ${condition(rest.ast.cond, place)} }}`, `{{- ${pipeline(rest.ast.then, place)} }}`);
    head = 'else if';
  }
  return [...lines, '{{- else }}', `{{- ${pipeline(rest, place)} }}`, '{{- end }}'];
}

/** The rules: every broken one is collected, then all are refused at once. */
export function validateFile(chart: string, rules: readonly Rule[], place: Place): string {
  const checks = rules
    .filter((rule) => rule.spec.broken !== false)
    .flatMap((rule) => [
      `{{- if ${condition(exprOf(rule.spec.broken), place)} }}`,
      `{{- $errors = append $errors ${operand(exprOf(rule.text), place)} }}`,
      '{{- end }}',
    ]);
  return [
    `{{/* What the values must not contradict; the same rules, codes and words as \`scaleout synth\`. */}}`,
    `{{- define "${chart}.validate" -}}`,
    '{{- $errors := list }}',
    ...checks,
    '{{- with $errors }}',
    '{{- fail (printf "\\n%s" (join "\\n" .)) }}',
    '{{- end }}',
    '{{- end }}',
    '',
  ].join('\n');
}
