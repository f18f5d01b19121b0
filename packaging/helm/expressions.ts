/** The Helm back end of expressions: how each is written in a Go template. */
import { Expr, type Fn, type Helper, type ReleaseField } from '../../constructs/values/expr';
import { misuse } from '../../constructs/errors';
import type { Each } from '../../constructs/values/template';

/** Where an expression is printed. */
export interface Place {
  /** The chart's name, before every helper's. */
  readonly chart: string;
  /** What leads to `.Values`: nothing at the top of a template, `$` inside `range` and `with`, where the dot is another. */
  readonly root: '' | '$';
  /** The helper whose body this is; its parameters are then the dot's fields. */
  readonly helper?: Helper<unknown>;
  /** Called with every helper that is included. */
  readonly onHelper?: (helper: Helper<unknown>) => void;
}

const RELEASE: Readonly<Record<ReleaseField, string>> = {
  name: '.Release.Name',
  namespace: '.Release.Namespace',
  service: '.Release.Service',
  version: '.Chart.AppVersion',
};

type Print = (args: readonly Expr<unknown>[], place: Place) => string;
const all =
  (name: string): Print =>
  (args, place) =>
    [name, ...args.map((arg) => operand(arg, place))].join(' ');
/** Values come out of YAML as floats; Go compares only numbers of one kind. */
const compare =
  (name: string): Print =>
  (args, place) =>
    [name, ...args.map((arg) => argument(arg, place))].join(' ');
const conditions =
  (name: string): Print =>
  (args, place) =>
    [name, ...args.map((arg) => parenthesised(condition(arg, place)))].join(' ');
const swapped =
  (name: string): Print =>
  ([text, other], place) =>
    `${name} ${operand(other as Expr<unknown>, place)} ${operand(text as Expr<unknown>, place)}`;

const FUNCTIONS: Readonly<Record<Fn, Print>> = {
  add: all('add'),
  sub: all('sub'),
  mul: all('mul'),
  div: all('div'),
  mod: all('mod'),
  min: all('min'),
  max: all('max'),
  eq: compare('eq'),
  ne: compare('ne'),
  lt: compare('lt'),
  le: compare('le'),
  gt: compare('gt'),
  ge: compare('ge'),
  and: all('and'),
  or: all('or'),
  not: conditions('not'),
  get: all('get'),
  isSet: ([of], place) => given(of as Expr<unknown>, place),
  length: all('len'),
  join: swapped('join'),
  contains: swapped('contains'),
  hasSuffix: swapped('hasSuffix'),
  trimSuffix: ([text, suffix], place) =>
    `${piped(text as Expr<unknown>, place)} | trimSuffix ${operand(suffix as Expr<unknown>, place)}`,
  truncate: ([text, length], place) =>
    `${piped(text as Expr<unknown>, place)} | trunc ${operand(length as Expr<unknown>, place)}`,
  toInt: all('atoi'),
  toJson: ([of], place) => `${piped(of as Expr<unknown>, place)} | toJson`,
  sha256: ([of], place) =>
    (of as Expr<unknown>).kind === 'string'
      ? `${piped(of as Expr<unknown>, place)} | sha256sum`
      : `${piped(of as Expr<unknown>, place)} | toJson | sha256sum`,
};

/** "Is given" as a true boolean, for places that take nothing else. */
function given(of: Expr<unknown>, place: Place): string {
  if (of.kind === 'bool') return operand(of, place);
  if (of.kind === 'int') return `ne ${whole(of, place)} 0`;
  return of.kind === 'string' ? `ne ${operand(of, place)} ""` : `gt (len ${operand(of, place)}) 0`;
}

/** An expression as a pipeline: what stands between `{{` and `}}`. */
export function pipeline(expr: Expr<unknown>, place: Place): string {
  const { ast } = expr;
  switch (ast.op) {
    case 'literal':
      return literal(ast.value);
    case 'dict':
      return `dict ${pairs(ast.entries, place)}`;
    case 'value':
      if (place.helper !== undefined && place.helper.params.length > 0 && !place.helper.readsValues) {
        throw misuse(
          'SCALE-PARAM-007',
          `the helper '${place.helper.name}' has parameters and reads values beside them`,
        );
      }
      return path(`${place.root}.Values`, ast.path);
    case 'variable':
      return place.helper === undefined ? path(`$${ast.name}`, ast.path) : path(`.${ast.name}`, ast.path);
    case 'release':
      return `${place.root}${RELEASE[ast.field]}`;
    case 'concat':
      return printf(ast.parts, place);
    case 'if':
      return `ternary ${argument(ast.then, place)} ${argument(ast.otherwise, place)} ${operand(ast.cond, place)}`;
    case 'include':
      return include(ast.helper, ast.args, place);
    case 'installed': {
      const { apiVersion, kind, name } = ast.object;
      const object = `lookup ${goString(apiVersion)} ${goString(kind)} ${place.root}.Release.Namespace ${operand(name, place)}`;
      return `dig "metadata" "annotations" ${goString(ast.annotation)} "" (${object})`;
    }
    case 'call':
      return FUNCTIONS[ast.fn](ast.args, place);
  }
}

/** An expression as one argument of a function. */
export function operand(expr: Expr<unknown>, place: Place): string {
  if (expr.ast.op === 'include' && expr.kind === 'int') return `(${pipeline(expr, place)} | int64)`;
  return parenthesised(pipeline(expr, place));
}

/** An expression as a whole number: values are floats until they are told otherwise. */
export function whole(expr: Expr<unknown>, place: Place): string {
  return isRead(expr) ? `(int64 ${operand(expr, place)})` : operand(expr, place);
}

/** An expression as an argument whose type matters. */
function argument(expr: Expr<unknown>, place: Place): string {
  return expr.kind === 'int' ? whole(expr, place) : operand(expr, place);
}

/** An expression after `if`, `with`, `and`, …: there, "is given" is Go's own truth. */
export function condition(expr: Expr<unknown>, place: Place): string {
  if (expr.ast.op !== 'call') return pipeline(expr, place);
  const { fn, args } = expr.ast;
  if (fn === 'isSet') return pipeline(args[0] as Expr<unknown>, place);
  // Go's `and` and `or` yield one of their arguments: as good as a boolean here, and only here.
  return fn === 'and' || fn === 'or' ? conditions(fn)(args, place) : pipeline(expr, place);
}

/** Read from values or a loop, so of the type that YAML gave it. */
export function isRead(expr: Expr<unknown>): boolean {
  return expr.ast.op === 'value' || expr.ast.op === 'variable';
}

function piped(expr: Expr<unknown>, place: Place): string {
  const { op } = expr.ast;
  return op === 'if' ? `(${pipeline(expr, place)})` : pipeline(expr, place);
}

function parenthesised(text: string): string {
  return /^("(?:[^"\\]|\\.)*"|[^\s"]+)$/.test(text) ? text : `(${text})`;
}

function include(helper: Helper<unknown>, args: Readonly<Record<string, Expr<unknown>>>, place: Place): string {
  place.onHelper?.(helper);
  const name = `${place.chart}.${helper.name}`;
  const dot = place.root === '' ? '.' : '$';
  if (helper.params.length === 0) return `include "${name}" ${dot}`;
  const values = helper.readsValues ? `"Values" ${place.root}.Values ` : '';
  return `include "${name}" (dict ${values}${pairs(args, place)})`;
}

function pairs(entries: Readonly<Record<string, Expr<unknown>>>, place: Place): string {
  return Object.entries(entries)
    .map(([key, value]) => `${goString(key)} ${operand(value, place)}`)
    .join(' ');
}

const VERBS = { string: '%s', int: '%d', bool: '%t', map: '%v', list: '%v' } as const;
function printf(parts: readonly (string | Expr<unknown>)[], place: Place): string {
  const [only] = parts;
  if (parts.length === 1 && only instanceof Expr && only.kind === 'string') return pipeline(only, place);
  const format = parts
    .map((part) => (typeof part === 'string' ? part.replaceAll('%', '%%') : VERBS[part.kind]))
    .join('');
  const args = parts.filter((part) => part instanceof Expr);
  return ['printf', goString(format), ...args.map((arg) => argument(arg, place))].join(' ');
}

/** `.Values.a.b`, and `index` where a key is not a name for Go. */
function path(root: string, keys: readonly string[]): string {
  const odd = keys.findIndex((key) => !/^[A-Za-z_][A-Za-z0-9_]*$/.test(key));
  if (odd === -1) return [root, ...keys].join('.');
  return `index ${[root, ...keys.slice(0, odd)].join('.')} ${keys.slice(odd).map(goString).join(' ')}`;
}

function literal(value: unknown): string {
  if (typeof value === 'string') return goString(value);
  if (Array.isArray(value)) return ['list', ...value.map((item) => parenthesised(literal(item)))].join(' ');
  if (value !== null && typeof value === 'object') {
    return `dict ${Object.entries(value)
      .map(([k, v]) => `${goString(k)} ${parenthesised(literal(v))}`)
      .join(' ')}`.trimEnd();
  }
  return String(value);
}

/** The head of a `range` over a loop. */
export function range(loop: Each<unknown>, place: Place): string {
  const over = loop.over.kind === 'int' ? `until (int ${operand(loop.over, place)})` : pipeline(loop.over, place);
  const key = loop.key === undefined ? '' : `$${loop.key}, `;
  return `${key}$${loop.variable} := ${over}`;
}

/** Literal braces are text to us and an action to Go. */
export function escapeBraces(text: string): string {
  return text.replaceAll('{{', '{{ "{{" }}');
}

/** A Go string literal; JSON's escapes are a subset of Go's. */
export function goString(text: string): string {
  return JSON.stringify(text);
}
