/**
 * Templates: plain objects, arrays and scalars, with deferred parts wherever a value is not known yet.
 *
 * A map or list whose every entry is conditional is itself absent when none of them is there. Both back ends follow
 * this one rule, so an empty `labels:` never differs between them.
 */
import { Deferred, Expr, exprOf, isExpr, type ItemKind, type Json, type Param } from './expr';

/** A `T` in which every leaf, list item and block may be deferred. */
export type Template<T> = T extends null | undefined
  ? T
  : T extends string // literal unions widen, or Deferred<'a' | 'b'> would not fit Deferred<'a'> | Deferred<'b'>
    ? T | Deferred<string>
    : T extends number
      ? T | Deferred<number>
      : T extends boolean
        ? boolean | Deferred<boolean>
        : T extends Date
          ? string
          : T extends readonly (infer I)[]
            ? readonly (Template<I> | undefined)[] | Deferred<readonly I[]>
            : keyof T extends 'value' // cdk8s wraps quantities and ports: Quantity, IntOrString
              ? string | number | Deferred<string | number>
              : { readonly [K in keyof T as Spelled<K>]: Template<T[K]> | undefined } | Deferred<T>;

/** cdk8s-plus spells some fields in its own way; what is written is Kubernetes' spelling. */
interface Spelling {
  clientIp: 'clientIP';
  clusterIp: 'clusterIP';
  downwardApi: 'downwardAPI';
  hostIp: 'hostIP';
  hostIpc: 'hostIPC';
  hostPid: 'hostPID';
  loadBalancerIp: 'loadBalancerIP';
  nonResourceUrLs: 'nonResourceURLs';
  setHostnameAsFqdn: 'setHostnameAsFQDN';
  volumeId: 'volumeID';
}
type Spelled<K> = K extends keyof Spelling ? Spelling[K] : K;

/** There when a condition holds. In a map the key goes with it, in a list the item, at the top the whole object. */
export class When<T> extends Deferred<T> {
  constructor(
    readonly cond: Expr<boolean>,
    readonly then: unknown,
    readonly otherwise: unknown,
  ) {
    super();
  }
}

/** One item for each of a list, a range, or the entries of a map. */
export class Each<T> extends Deferred<T> {
  constructor(
    readonly over: Expr<unknown>,
    readonly variable: string,
    readonly body: unknown,
    /** Over a map: the variable of an entry's key; `variable` is that of its value. */
    readonly key?: string,
  ) {
    super();
  }
}

/** The items of a list expression, in place, among the items around it. */
export class Spread<T> extends Deferred<T> {
  constructor(readonly list: Expr<readonly T[]>) {
    super();
  }
}

/** Several maps as one. Keys must not repeat: schemas reserve the names that a construct sets itself. */
export class Merge<T> extends Deferred<T> {
  constructor(readonly maps: readonly (Expr<unknown> | When<unknown> | Readonly<Record<string, unknown>>)[]) {
    super();
  }
}

/** A text file made of lines; lines may be conditional or repeated. */
export class Text extends Deferred<string> {
  constructor(readonly lines: readonly (string | Deferred<unknown>)[]) {
    super();
  }
}

/**
 * `then` when `cond` holds; else `otherwise`, or nothing.
 *
 * ```ts
 * { replicas: when(not(autoscaling.enabled), replicas) }
 * ```
 */
export function when<T>(
  cond: Param<boolean>,
  then: Template<NoInfer<T>>,
  otherwise?: Template<NoInfer<T>>,
): Deferred<T>;
export function when(cond: Param<boolean>, then: unknown, otherwise?: unknown): unknown {
  if (!isExpr(cond)) return cond ? then : otherwise;
  return new When(cond, then, otherwise);
}

/**
 * `body` for each item of a list, or for each number from 0 below a count.
 *
 * @param over the list, or the count
 * @param name the loop variable's name in printed templates
 */
export function each<I, T>(over: Param<readonly I[]>, name: string, body: (item: Expr<I>) => T): T;
export function each<T>(over: Param<number>, name: string, body: (index: Expr<number>) => T): T;
export function each(over: Param<unknown>, name: string, body: (item: never) => unknown): unknown {
  const list = exprOf(over);
  const { kind, token } = itemOf(list);
  return new Each(list, name, body(loopVariable(name, kind, token) as never));
}

function itemOf(list: Expr<unknown>): ItemKind {
  if (list.kind === 'int') return { kind: 'int', token: false };
  if (list.ast.op !== 'literal') return list.item ?? { kind: 'map', token: false };
  const all = (list.ast.value as readonly Json[]).map(exprOf);
  // Of an empty list there is no item: its body is never read.
  return { kind: all[0]?.kind ?? 'string', token: all.every(({ token }) => token) };
}
/** The variable of a loop, as its body reads it. */
export const loopVariable = <T>(name: string, kind: Expr<T>['kind'], token = false): Expr<T> =>
  new Expr<T>(kind, { op: 'variable', name, path: [] }, token);

/**
 * `body` for each entry of a map of text, in the order of its keys.
 *
 * @param names the variables of key and value in printed templates
 */
export function eachEntry<T>(
  over: Param<Readonly<Record<string, string>>>,
  [key, value]: readonly [key: string, value: string],
  body: (key: Expr<string>, value: Expr<string>) => T,
): T {
  const [first, second] = [loopVariable<string>(key, 'string'), loopVariable<string>(value, 'string')];
  return new Each(exprOf(over), value, body(first, second), key) as T;
}

/** A field of a loop's item. */
export function field<T, K extends keyof T & string>(item: Expr<T>, key: K, kind: Expr<unknown>['kind']): Expr<T[K]> {
  const { ast } = item;
  if (ast.op !== 'variable') throw new Error(`field('${key}') needs a loop variable`);
  return new Expr<T[K]>(kind, { op: 'variable', name: ast.name, path: [...ast.path, key] });
}

/** The items of a list from values, among literal ones: `env: [{ … }, items(values.extraEnv)]`. */
export function items<T>(list: Param<readonly T[]>): Deferred<T> {
  return new Spread<T>(exprOf(list));
}

/** One map from several; `undefined` parts are left out. */
export function merge<T extends object>(...maps: (Template<NoInfer<T>> | undefined)[]): Deferred<T> {
  return new Merge<T>(maps.filter((map) => map !== undefined) as Merge<T>['maps']);
}

/** A free-form value, such as `tolerations`, as the type that Kubernetes will take it for. */
export function passed<T>(value: Param<unknown>): Param<T> {
  return value as Param<T>;
}

/** A line of a text file, or several. */
export type Lines = Param<string> | Deferred<unknown> | undefined | readonly Lines[];

/** Lines of a text file that are there when a condition holds; else others, or none. */
export const linesWhen = (cond: Param<boolean>, then: Lines, otherwise?: Lines): Lines =>
  when<unknown>(cond, then as never, otherwise as never);

/**
 * A text file: one string a line, lines made with `str`, `when` and `each`. A blank line before a conditional or repeated
 * one is left out, since a Go template cannot keep it.
 */
export function text(...lines: readonly Lines[]): Text {
  return new Text(tidy(lines));
}

function tidy(lines: readonly Lines[]): (string | Deferred<unknown>)[] {
  const flat = lines.flat(Infinity as 1) as unknown as (string | Deferred<unknown> | undefined)[];
  const split = flat.flatMap((line): readonly (string | Deferred<unknown>)[] =>
    typeof line === 'string' ? line.split('\n') : line === undefined ? [] : [line],
  );
  return split
    .filter((line, i) => line !== '' || !isControl(split.slice(i).find((next) => next !== '')))
    .map((line) => {
      if (line instanceof When) {
        return new When(line.cond, inner(line.then), line.otherwise === undefined ? undefined : inner(line.otherwise));
      }
      return line instanceof Each ? new Each(line.over, line.variable, inner(line.body), line.key) : line;
    });
}
const isControl = (line: unknown): boolean => line instanceof When || line instanceof Each;
/** The lines of a branch or loop; blank ones at its end would stand before `{{- end }}`. */
function inner(lines: unknown): (string | Deferred<unknown>)[] {
  const result = tidy([lines as Lines]);
  while (result.at(-1) === '') result.pop();
  return result;
}
