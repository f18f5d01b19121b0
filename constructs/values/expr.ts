/**
 * Expressions: values that are not known yet.
 *
 * A construct is handed a {@link Param}: a literal, or an {@link Expr} over the values file. What an expression means
 * is written down once, as data ({@link Ast}); the manifests back end evaluates it (`evaluate.ts`) and the Helm back end
 * prints it. Both are exhaustive over `Ast` and `Fn`, so a new operation that one of them does not know does not compile.
 */
import { misuse } from '../errors';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** What an expression yields. `int` is the only number: everything a manifest counts is whole. */
export type Kind = 'int' | 'string' | 'bool' | 'map' | 'list';

/** What the items of a list are: their kind, and whether each is safe unquoted (see `Expr.token`). */
export interface ItemKind {
  readonly kind: Kind;
  readonly token: boolean;
}

/** Operations both back ends know. Signatures are in `ops.ts`, which is the only place that builds calls. */
export type Fn =
  | 'add'
  | 'sub'
  | 'mul'
  | 'div'
  | 'mod'
  | 'min'
  | 'max'
  | 'eq'
  | 'ne'
  | 'lt'
  | 'le'
  | 'gt'
  | 'ge'
  | 'and'
  | 'or'
  | 'not'
  | 'get'
  | 'isSet'
  | 'length'
  | 'join'
  | 'contains'
  | 'hasSuffix'
  | 'trimSuffix'
  | 'truncate'
  | 'toInt'
  | 'toJson'
  | 'sha256';

export type Ast =
  | { readonly op: 'literal'; readonly value: Json }
  | { readonly op: 'dict'; readonly entries: Readonly<Record<string, Expr<unknown>>> }
  | { readonly op: 'value'; readonly path: readonly string[] }
  | { readonly op: 'release'; readonly field: ReleaseField }
  | { readonly op: 'variable'; readonly name: string; readonly path: readonly string[] }
  | {
      readonly op: 'installed';
      readonly object: { readonly apiVersion: string; readonly kind: string; readonly name: Expr<string> };
      readonly annotation: string;
    }
  | { readonly op: 'call'; readonly fn: Fn; readonly args: readonly Expr<unknown>[] }
  | { readonly op: 'concat'; readonly parts: readonly (string | Expr<unknown>)[] }
  | { readonly op: 'if'; readonly cond: Expr<boolean>; readonly then: Expr<unknown>; readonly otherwise: Expr<unknown> }
  | {
      readonly op: 'include';
      readonly helper: Helper<unknown>;
      readonly args: Readonly<Record<string, Expr<unknown>>>;
    };

/** What is known of one installation of a stack: who installs it, where, and under which name. */
export interface Release {
  /** The installation's name: `helm install NAME`, `scaleout synth --name NAME`. */
  readonly name: string;
  /** The namespace it is meant for. */
  readonly namespace: string;
  /** Who manages the objects: `Helm` under Helm, `scaleout` for plain manifests. */
  readonly service: string;
  /** The version of what is installed: the chart's app version. */
  readonly version: string;
}
export type ReleaseField = keyof Release;

declare const TYPE: unique symbol;

/** On a group of references: the whole group as one expression (see `refs.ts`). */
export const BLOCK = Symbol('block');

/** Anything that stands in a template in place of a plain value and yields a `T` (or nothing) later. */
export abstract class Deferred<T> {
  /** Only for the compiler: what this will yield. */
  declare readonly [TYPE]: T;

  /** An expression has no text of its own: `${expr}` in a plain string would freeze the wrong thing into a manifest. */
  toString(): string {
    throw misuse('SCALE-PARAM-001', 'an expression was used as a string');
  }
  toJSON(): never {
    throw misuse('SCALE-PARAM-001', 'an expression was serialised as JSON');
  }
  [Symbol.toPrimitive](): never {
    throw misuse('SCALE-PARAM-001', 'an expression was used as a plain value');
  }
}

/** A typed expression that yields a `T`. Made by references and by the functions of `ops.ts`, never by hand. */
export class Expr<T> extends Deferred<T> {
  constructor(
    readonly kind: Kind,
    readonly ast: Ast,
    /**
     * The text this yields is safe as an unquoted YAML scalar and within a line: a name, not prose. It lets the Helm
     * back end print `{{ include "x.fullname" . }}-backend`, as a person would, in place of a quoted `printf`.
     */
    readonly token = false,
    /** Of a list: what its items are. @default - maps */
    readonly item?: ItemKind,
  ) {
    super();
  }
}

/** A value that a construct takes: known now, or an expression that is known when the values are. */
export type Param<T> = T | Expr<T>;

/** A named expression, printed by the Helm back end as a `define` of `_helpers.tpl` and called by `include`. */
export interface Helper<_T> {
  readonly name: string;
  /** One sentence, printed above the definition. */
  readonly doc: string;
  readonly params: readonly string[];
  /** Whether a body with parameters reads values too. */
  readonly readsValues: boolean;
  readonly body: Deferred<unknown> | Readonly<Record<string, unknown>>;
  readonly kind: Kind;
  readonly token: boolean;
}

export function isExpr(value: unknown): value is Expr<unknown> {
  return value instanceof Expr;
}

/** The expression of a parameter: itself, or a literal's. */
export function exprOf<T>(param: Param<T>): Expr<T> {
  if (param instanceof Expr) return param;
  if (isMap(param)) {
    const entries = Object.entries(param);
    if (BLOCK in param) return param[BLOCK] as Expr<T>;
    if (hasExpr(param)) {
      return new Expr('map', { op: 'dict', entries: Object.fromEntries(entries.map(([k, v]) => [k, exprOf(v)])) });
    }
  }
  return new Expr(kindOf(param), { op: 'literal', value: param as Json }, typeof param === 'string' && isToken(param));
}

const isMap = (value: unknown): value is Readonly<Record<string | symbol, unknown>> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/** Whether there is an expression in a map, however deep. A list of expressions is made by `each`, and not by JSON. */
const hasExpr = (map: object): boolean =>
  Object.values(map).some((value) => value instanceof Expr || (isMap(value) && (BLOCK in value || hasExpr(value))));

/** The literal behind a parameter, for the few places that need one; an expression there is refused with the remedy. */
export function literal<T>(param: Param<T>, what: string): T {
  if (param instanceof Deferred) {
    throw misuse('SCALE-PARAM-002', `'${what}' was given an expression, but decides which objects exist`);
  }
  return param;
}

const TOKEN = /^([A-Za-z0-9._/-][A-Za-z0-9._/%-]*|%)?$/;
export function isToken(text: string): boolean {
  return TOKEN.test(text);
}

function kindOf(value: unknown): Kind {
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw misuse('SCALE-PARAM-003', `the number ${String(value)} is not a whole one`);
    return 'int';
  }
  return Array.isArray(value) ? 'list' : 'map';
}
