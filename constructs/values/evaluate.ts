/** The manifests back end: what a template means, given values. */
import { misuse } from '../errors';
import { Deferred, Expr, type Json, type Release } from './expr';
import { applyFn, sortedEntries } from './functions';
import { Each, Merge, Spread, Text, When } from './template';

/** What an evaluation knows: the values, the release, and the variables of the loops and helpers around. */
export interface Scope {
  readonly values: Json;
  readonly release: Release;
  readonly variables?: Readonly<Record<string, Json>>;
  /** Objects of the installation that is to be changed. @default - none: a first installation */
  readonly installed?: readonly InstalledObject[];
}

/** As much of an installed object as expressions read. */
export interface InstalledObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly annotations?: Readonly<Record<string, string>> };
}

/** Stands for "nothing here": a key, item or object whose condition does not hold. */
type Absent = undefined;

/** The plain value of a template; `undefined` when its condition does not hold. */
export function evaluate(template: unknown, scope: Scope): Json | Absent {
  if (template instanceof Expr) return evaluateExpr(template, scope);
  if (template instanceof When) {
    const holds = evaluateExpr(template.cond, scope) === true;
    return evaluate(holds ? template.then : template.otherwise, scope);
  }
  if (template instanceof Merge) return evaluateMerge(template, scope);
  if (template instanceof Text) return [...lines(template.lines, scope)].join('\n');
  if (template instanceof Deferred) throw new Error(`${template.constructor.name} is only possible inside a list`);
  if (Array.isArray(template)) return evaluateList(template, scope);
  if (template !== null && typeof template === 'object') return evaluateMap(template, scope);
  return template as Json | Absent;
}

function evaluateList(list: readonly unknown[], scope: Scope): Json | Absent {
  const result = [...expand(list, scope)];
  return result.length === 0 && list.length > 0 ? undefined : result;
}

function* expand(list: readonly unknown[], scope: Scope): Generator<Json> {
  for (const item of list) {
    if (item instanceof Spread) yield* evaluateExpr(item.list, scope) as Json[];
    else if (item instanceof Each) {
      for (const variable of iterations(item, scope)) yield* expand([item.body], variable);
    } else if (item instanceof When) {
      yield* expand([evaluateExpr(item.cond, scope) === true ? item.then : item.otherwise], scope);
    } else {
      const value = evaluate(item, scope);
      if (value !== undefined) yield value;
    }
  }
}

/** The scopes of a loop's rounds. */
export function* iterations(loop: Each<unknown>, scope: Scope): Generator<Scope> {
  const over = evaluateExpr(loop.over, scope);
  for (const [key, value] of roundsOf(over)) {
    const own = { ...(loop.key === undefined ? {} : { [loop.key]: key }), [loop.variable]: value };
    yield { ...scope, variables: { ...scope.variables, ...own } };
  }
}

/** What a loop goes through: numbers, items, or the entries of a map in the order of their keys. */
function roundsOf(over: Json): readonly (readonly [key: Json, value: Json])[] {
  if (typeof over === 'number') return [...Array(over).keys()].map((i) => [i, i]);
  if (Array.isArray(over)) return (over as readonly Json[]).map((item, i) => [i, item]);
  return sortedEntries(over as Readonly<Record<string, Json>>);
}

function evaluateMap(map: object, scope: Scope): Json | Absent {
  const result: Record<string, Json> = {};
  for (const [key, template] of Object.entries(map)) {
    const value = evaluate(template, scope);
    if (value !== undefined) result[key] = value;
  }
  return Object.keys(result).length === 0 && Object.keys(map).length > 0 ? undefined : result;
}

function evaluateMerge(merge: Merge<unknown>, scope: Scope): Json | Absent {
  const result: Record<string, Json> = {};
  for (const part of merge.maps) Object.assign(result, evaluate(part, scope));
  return Object.keys(result).length === 0 ? undefined : result;
}

function* lines(of: readonly unknown[], scope: Scope): Generator<string> {
  for (const line of of) {
    if (line instanceof When) {
      const holds = evaluateExpr(line.cond, scope) === true;
      yield* lines([holds ? line.then : line.otherwise], scope);
    } else if (line instanceof Each) {
      for (const variable of iterations(line, scope)) yield* lines([line.body], variable);
    } else if (Array.isArray(line)) yield* lines(line, scope);
    else if (line !== undefined) yield evaluate(line, scope) as string;
  }
}

/** The value of one expression. */
export function evaluateExpr(expr: Expr<unknown>, scope: Scope): Json {
  const { ast } = expr;
  switch (ast.op) {
    case 'literal':
      return ast.value;
    case 'dict':
      return Object.fromEntries(Object.entries(ast.entries).map(([k, v]) => [k, evaluateExpr(v, scope)]));
    case 'value':
      return at(scope.values, ast.path, 'values');
    case 'variable':
      return at(scope.variables?.[ast.name], ast.path, ast.name);
    case 'release':
      return scope.release[ast.field];
    case 'concat':
      return ast.parts
        .map((part) =>
          typeof part === 'string' ? part : String(evaluateExpr(part, scope) as string | number | boolean),
        )
        .join('');
    case 'if':
      return evaluateExpr(evaluateExpr(ast.cond, scope) === true ? ast.then : ast.otherwise, scope);
    case 'include': {
      const variables = Object.fromEntries(Object.entries(ast.args).map(([k, v]) => [k, evaluateExpr(v, scope)]));
      return evaluate(ast.helper.body, { ...scope, variables }) as Json;
    }
    case 'installed': {
      const { apiVersion, kind } = ast.object;
      const name = evaluateExpr(ast.object.name, scope);
      const found = scope.installed?.find(
        (object) => object.apiVersion === apiVersion && object.kind === kind && object.metadata.name === name,
      );
      return found?.metadata.annotations?.[ast.annotation] ?? '';
    }
    case 'call':
      return call(ast.fn, ast.args, scope);
  }
}

function call(fn: Parameters<typeof applyFn>[0], args: readonly Expr<unknown>[], scope: Scope): Json {
  // As in Go templates, what stands behind a decided `and` or `or` is not looked at: it may guard a division.
  if (fn === 'and') return args.every((arg) => evaluateExpr(arg, scope) === true);
  if (fn === 'or') return args.some((arg) => evaluateExpr(arg, scope) === true);
  return applyFn(
    fn,
    args.map((arg) => evaluateExpr(arg, scope)),
  );
}

function at(root: Json | undefined, path: readonly string[], what: string): Json {
  let value: Json | undefined = root;
  for (const key of path) value = (value as Record<string, Json> | undefined)?.[key];
  if (value === undefined) throw misuse('SCALE-VALUES-021', `'${[what, ...path].join('.')}' is not there`);
  return value;
}
