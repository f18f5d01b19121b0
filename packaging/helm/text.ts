/** Text files (a configuration, NOTES.txt, a helper's text) as lines of a Go template. */
import { misuse } from '../../constructs/errors';
import { Deferred, Expr } from '../../constructs/values/expr';
import { Each, When } from '../../constructs/values/template';
import { condition, escapeBraces, isRead, pipeline, range, type Place } from './expressions';

/** The lines of a text. */
export function textLines(lines: readonly unknown[], place: Place): string[] {
  const result: string[] = [];
  for (const line of lines) {
    if (line instanceof When) {
      result.push(`{{- if ${condition(line.cond, place)} }}`);
      result.push(...textLines([line.then].flat(), place));
      if (line.otherwise !== undefined) {
        result.push('{{- else }}');
        result.push(...textLines([line.otherwise].flat(), place));
      }
      result.push('{{- end }}');
    } else if (line instanceof Each) {
      result.push(`{{- range ${range(line, place)} }}`);
      result.push(...textLines([line.body].flat(), { ...place, root: '$' }));
      result.push('{{- end }}');
    } else if (Array.isArray(line)) result.push(...textLines(line, place));
    else if (line instanceof Expr) result.push(inText(line, place));
    else if (typeof line === 'string') result.push(escapeBraces(line));
    else if (line instanceof Deferred) throw new Error(`${line.constructor.name} cannot be a line of text`);
  }
  return result;
}

/** An expression within a line: its parts in place. A value that may break the line is refused. */
export function inText(expr: Expr<unknown>, place: Place): string {
  const { ast } = expr;
  if (ast.op === 'concat') {
    return ast.parts.map((part) => (typeof part === 'string' ? escapeBraces(part) : inText(part, place))).join('');
  }
  if (ast.op === 'if') {
    const branches = [ast.then, ast.otherwise].map((branch) => inText(branch, place));
    const otherwise = branches[1] === '' ? '' : `{{ else }}${branches[1] ?? ''}`;
    return `{{ if ${condition(ast.cond, place)} }}${branches[0] ?? ''}${otherwise}{{ end }}`;
  }
  if (ast.op === 'literal') return escapeBraces(`${ast.value as string | number}`);
  if (ast.op === 'value' && expr.kind === 'string' && !expr.token) {
    throw misuse('SCALE-PARAM-006', `the value '${ast.path.join('.')}' is put into a text file`);
  }
  const text = pipeline(expr, place);
  return `{{ ${text}${expr.kind === 'int' && isRead(expr) ? ' | int64' : ''} }}`;
}
