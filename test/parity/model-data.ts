/** Every operation on expressions, as texts. */
import {
  Expr,
  add,
  and,
  choose,
  contains,
  div,
  eq,
  ge,
  get,
  gt,
  hasSuffix,
  helper,
  include,
  isSet,
  join,
  le,
  length,
  lt,
  max,
  min,
  mod,
  mul,
  ne,
  not,
  or,
  sha256,
  str,
  sub,
  toInt,
  toJson,
  trimSuffix,
  truncate,
  type Param,
  type Template,
} from '../../constructs';
import type { Values } from './model-values';

const parameter = (called: string) => new Expr<string>('string', { op: 'variable', name: called, path: [] }, true);
const flag = new Expr<boolean>('bool', { op: 'variable', name: 'flag', path: [] });

const greeting = helper<string>(
  { name: 'greeting', doc: 'A text with parameters.', params: ['who', 'flag'] },
  str`${choose(flag, 'hello', 'goodbye')}-${parameter('who')}`,
);

/** Texts of numbers and booleans, as a ConfigMap takes them. */
const texts = (of: Readonly<Record<string, Param<number> | Param<boolean>>>): Template<Record<string, string>> =>
  Object.fromEntries(Object.entries(of).map(([key, value]) => [key, str`${value}`]));

export function numbers(v: Values): Template<Record<string, string>> {
  return texts({
    add: add(v.a, v.b, 1),
    sub: sub(v.a, v.b),
    mul: mul(v.a, v.b, 2),
    div: div(v.a, v.divisor),
    mod: mod(v.a, v.divisor),
    min: min(v.a, v.b, 5),
    max: max(v.a, v.b, 5),
    nested: sub(add(v.a, mul(v.b, 2)), div(v.a, add(v.divisor, 1))),
    length: length(v.list),
    keys: length(v.map),
    int: toInt(v.digits),
    chosen: choose(v.on, v.a, v.b),
    computed: choose(gt(v.a, v.b), add(v.a, 1), sub(v.b, 1)),
    plain: v.a,
    odd: v.nested['odd-key'],
  });
}

export function conditions(v: Values): Template<Record<string, string>> {
  return texts({
    eq: eq(v.a, v.b),
    eqText: eq(v.size, 'small'),
    eqBool: eq(v.on, v.also),
    ne: ne(v.a, 7),
    lt: lt(v.a, v.b),
    le: le(add(v.a, 0), v.b),
    gt: gt(v.a, mul(v.b, 2)),
    ge: ge(v.a, v.b),
    and: and(v.on, v.also, gt(v.a, 0)),
    or: or(v.on, v.also, eq(v.a, 1)),
    not: not(v.on),
    notBoth: not(and(v.on, or(v.also, not(v.nested.plain)))),
    guarded: and(ne(v.b, 0), eq(mod(v.a, 2), 0)),
    setText: isSet(v.free),
    setNumber: isSet(v.a),
    setBool: isSet(v.on),
    setMap: isSet(v.map),
    setList: isSet(v.list),
    bothSet: and(isSet(v.map), isSet(v.free)),
    eitherSet: or(isSet(v.tree), isSet(v.list)),
    contains: contains(v.free, 'e'),
    hasSuffix: hasSuffix(v.name, v.suffix),
  });
}

export function words(v: Values): Template<Record<string, string>> {
  return {
    get: get(v.map, 'key'),
    trimSuffix: trimSuffix(v.name, '-b'),
    truncate: truncate(v.name, 3),
    join: join(v.names, ','),
    joinNotes: str`<${join(v.notes, ' and ')}>`,
    joinFixed: choose(v.on, join(v.names, '-'), join(['a', 'b'], '')),
    both: trimSuffix(truncate(str`${v.name}${v.suffix}`, 6), '-'),
    jsonOfMap: toJson(v.map),
    jsonOfTree: toJson(v.tree),
    jsonOfNested: toJson({
      plain: [1, 'a'],
      empty: {},
      deep: { deeper: { text: v.free, on: v.on, number: v.a }, list: [{ a: 1 }] },
    }),
    sha256: sha256(v.free),
    sha256OfMap: sha256(v.map),
    sha256OfTree: sha256(v.tree),
    sha256OfList: sha256(v.list),
    joined: str`${v.name}-${v.a}${v.suffix}: ${v.free} 100% "quoted" ${v.on}`,
    percent: str`${v.b}%`,
    number: str`${v.a}`,
    large: v.size,
    free: v.free,
    chosen: choose(eq(v.size, 'large'), v.free, 'small "one"'),
    again: choose(v.on, choose(v.also, 'both', v.name), str`${v.name}-off`),
    helper: include(greeting, { who: v.name, flag: v.on }),
    helperInText: str`<${include(greeting, { who: str`${v.name}x`, flag: gt(v.a, 0) })}>`,
    braces: 'literal {{ braces }} and {{- more }}',
    quotes: 'it\'s "quoted" \\ {{ "x" }}',
    lines: 'one\ntwo {{ x }}\n',
    looksLikeNumber: '1.0',
    looksLikeBoolean: 'yes',
  };
}
