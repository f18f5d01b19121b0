/**
 * The operations on parameters. Each folds at once when everything it is given is literal, so a library user who passes
 * plain values never meets an expression; otherwise it yields one.
 */
import { misuse } from '../errors';
import { applyFn } from './functions';
import { Expr, exprOf, isExpr, isToken, type Fn, type Helper, type Kind, type Param } from './expr';

function call<T>(kind: Kind, fn: Fn, params: readonly Param<unknown>[], token = false): Param<T> {
  const args = params.map(exprOf);
  const literals = args.flatMap(({ ast }) => (ast.op === 'literal' ? [ast.value] : []));
  if (literals.length === args.length) return applyFn(fn, literals) as T;
  return new Expr<T>(kind, { op: 'call', fn, args }, token);
}

/** `a + b + …` */
export const add = (...of: Param<number>[]): Param<number> => call('int', 'add', of);
/** `a - b` */
export const sub = (a: Param<number>, b: Param<number>): Param<number> => call('int', 'sub', [a, b]);
/** `a * b * …` */
export const mul = (...of: Param<number>[]): Param<number> => call('int', 'mul', of);
/** The whole part of `a / b`, as in Go: truncated towards zero. Errors: `b` is 0. */
export const div = (a: Param<number>, b: Param<number>): Param<number> => call('int', 'div', [a, b]);
/** The remainder of `a / b`, with the sign of `a`, as in Go. Errors: `b` is 0. */
export const mod = (a: Param<number>, b: Param<number>): Param<number> => call('int', 'mod', [a, b]);
/** The smallest. */
export const min = (...of: Param<number>[]): Param<number> => call('int', 'min', of);
/** The largest. */
export const max = (...of: Param<number>[]): Param<number> => call('int', 'max', of);

type Comparable = string | number | boolean;
/** Equal, of the same kind. */
export const eq = <T extends Comparable>(a: Param<T>, b: Param<NoInfer<T>>): Param<boolean> =>
  call('bool', 'eq', [a, b]);
/** Not equal, of the same kind. */
export const ne = <T extends Comparable>(a: Param<T>, b: Param<NoInfer<T>>): Param<boolean> =>
  call('bool', 'ne', [a, b]);
/** `a < b` */
export const lt = (a: Param<number>, b: Param<number>): Param<boolean> => call('bool', 'lt', [a, b]);
/** `a <= b` */
export const le = (a: Param<number>, b: Param<number>): Param<boolean> => call('bool', 'le', [a, b]);
/** `a > b` */
export const gt = (a: Param<number>, b: Param<number>): Param<boolean> => call('bool', 'gt', [a, b]);
/** `a >= b` */
export const ge = (a: Param<number>, b: Param<number>): Param<boolean> => call('bool', 'ge', [a, b]);

/** One condition needs nothing that joins it, and one that is known needs not be asked. */
function joint(fn: 'and' | 'or', of: readonly Param<boolean>[]): Param<boolean> {
  const decisive = fn === 'or';
  if (of.includes(decisive)) return decisive;
  const open = of.filter(isExpr) as readonly Expr<boolean>[];
  const [only = !decisive] = open;
  return open.length <= 1 ? only : call('bool', fn, open);
}
/** All hold. */
export const and = (...of: Param<boolean>[]): Param<boolean> => joint('and', of);
/** At least one holds. */
export const or = (...of: Param<boolean>[]): Param<boolean> => joint('or', of);
/** Does not hold. */
export const not = (a: Param<boolean>): Param<boolean> => call('bool', 'not', [a]);

/** Neither `""`, `0`, `false`, `[]` nor `{}`: the one meaning of "given" in this project, and the one of Helm's `with`. */
export const isSet = (a: Param<unknown>): Param<boolean> => call('bool', 'isSet', [a]);
/** The text under a key of a map; `''` when there is none. */
export const get = (map: Param<Readonly<Record<string, string>>>, key: string): Param<string> =>
  call('string', 'get', [map, key]);
/** How many items or keys. */
export const length = (a: Param<readonly unknown[] | Readonly<Record<string, unknown>>>): Param<number> =>
  call('int', 'length', [a]);

/** The texts of a list as one text, with a separator between them; `''` of none. */
export const join = (list: Param<readonly string[]>, separator: string): Param<string> =>
  call('string', 'join', [list, separator]);

/** `text` contains `part`. */
export const contains = (text: Param<string>, part: Param<string>): Param<boolean> =>
  call('bool', 'contains', [text, part]);
/** `text` ends with `suffix`. */
export const hasSuffix = (text: Param<string>, suffix: Param<string>): Param<boolean> =>
  call('bool', 'hasSuffix', [text, suffix]);
/** `text` without `suffix` at its end. */
export const trimSuffix = (text: Param<string>, suffix: string): Param<string> =>
  call('string', 'trimSuffix', [text, suffix], isTokenParam(text));
/** The first `length` characters of `text` (of a name: bytes and characters are the same there). */
export const truncate = (text: Param<string>, length: number): Param<string> =>
  call('string', 'truncate', [text, length], isTokenParam(text));
/** The whole number that `text` spells in decimal; 0 if it spells none, as in Helm. */
export const toInt = (text: Param<string>): Param<number> => call('int', 'toInt', [text]);
/** A block as JSON on one line, its keys sorted: for programs that read a file of it. */
export const toJson = (a: Param<unknown>): Param<string> => call('string', 'toJson', [a]);
/** The SHA-256 of a text or block, in hex: the same in both back ends, for roll-out on change. */
export const sha256 = (a: Param<unknown>): Param<string> => call('string', 'sha256', [a], true);

/** Text from parts: ``str`${name}-backend:${port}` ``. The only way to put an expression into a string. */
export function str(strings: TemplateStringsArray, ...params: Param<string | number | boolean>[]): Param<string> {
  if (!params.some(isExpr)) return String.raw({ raw: strings.map(String) }, ...(params as unknown[]));
  const parts: (string | Expr<unknown>)[] = [];
  strings.forEach((text, i) => {
    if (text !== '') parts.push(text);
    const param = params[i];
    if (param === undefined) return;
    if (!isExpr(param)) parts.push(String(param));
    else if (param.kind === 'map' || param.kind === 'list') {
      throw misuse('SCALE-PARAM-004', `a ${param.kind} was put into a string`);
    } else parts.push(...(param.ast.op === 'concat' ? param.ast.parts : [param]));
  });
  const token = parts.every((part) => (typeof part === 'string' ? isToken(part) : part.token || part.kind === 'int'));
  return new Expr<string>('string', { op: 'concat', parts: joined(parts) }, token);
}

/** One of two values, by a condition. For a field that may be absent altogether, see `when`. */
export function choose<T extends Comparable>(cond: Param<boolean>, then: Param<T>, otherwise: Param<T>): Param<T> {
  if (!isExpr(cond)) return cond ? then : otherwise;
  const [a, b] = [exprOf(then), exprOf(otherwise)];
  return new Expr<T>(a.kind, { op: 'if', cond, then: a, otherwise: b }, a.token && b.token);
}

/**
 * An annotation of an object as it is installed now; `''` when it is not there. For rules that hold a change against what is
 * there, never for manifests. Helm asks the cluster (and finds nothing in `helm template`); synth looks into the folder that
 * it is about to replace.
 */
export function installed(
  object: { readonly apiVersion: string; readonly kind: string; readonly name: Param<string> },
  annotation: string,
): Expr<string> {
  return new Expr<string>('string', {
    op: 'installed',
    object: { ...object, name: exprOf(object.name) },
    annotation,
  });
}

/** Calls a named helper; see {@link helper}. */
export function include<T>(of: Helper<T>, args: Readonly<Record<string, Param<unknown>>> = {}): Expr<T> {
  const exprs = Object.fromEntries(Object.entries(args).map(([name, param]) => [name, exprOf(param)]));
  return new Expr<T>(of.kind, { op: 'include', helper: of, args: exprs }, of.token);
}

function isTokenParam(param: Param<string>): boolean {
  return isExpr(param) ? param.token : isToken(param);
}

/** Neighbouring plain texts made one, so that the printed form has no seams. */
function joined(parts: readonly (string | Expr<unknown>)[]): (string | Expr<unknown>)[] {
  const result: (string | Expr<unknown>)[] = [];
  for (const part of parts) {
    const last = result.at(-1);
    if (typeof part === 'string' && typeof last === 'string') result[result.length - 1] = last + part;
    else result.push(part);
  }
  return result;
}
