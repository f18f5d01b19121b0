/** What each operation means, on plain values. The Helm back end's table prints the Go template of the same meaning. */
import { createHash } from 'node:crypto';
import { misuse } from '../errors';
import type { Fn, Json } from './expr';

/** Go's (and so Helm's) truth: empty text, zero, false, nothing and an empty collection are false. */
export function truthy(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === '' || value === 0 || value === false) return false;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}

/** The entries of a map in the order of their keys' bytes, as Go goes through them. */
export const sortedEntries = (map: Readonly<Record<string, Json>>): [key: string, value: Json][] =>
  // Not by an object's own order, since JavaScript moves keys that look like numbers to the front.
  Object.entries(map).sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));

/** The one text form of a block, equal to Helm's `toJson`: keys sorted by bytes, no spaces, `<`, `>` and `&` escaped. */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    return `{${sortedEntries(value as Readonly<Record<string, Json>>)
      .map(([k, v]) => `${canonicalJson(k)}:${canonicalJson(v)}`)
      .join(',')}}`;
  }
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

const text = (value: Json | undefined): string => value as string;
const ints = (args: readonly Json[]): number[] => args.map(Number);
const compare =
  (holds: (a: number, b: number) => boolean) =>
  (args: readonly Json[]): boolean =>
    holds(Number(args[0]), Number(args[1]));

function divisor(args: readonly Json[]): number {
  if (Number(args[1]) === 0) throw misuse('SCALE-PARAM-005', `${Number(args[0])} was divided by zero`);
  return Number(args[1]);
}

const MEANING: Readonly<Record<Fn, (args: readonly Json[]) => Json>> = {
  add: (args) => ints(args).reduce((a, b) => a + b, 0),
  sub: (args) => Number(args[0]) - Number(args[1]),
  mul: (args) => ints(args).reduce((a, b) => a * b, 1),
  div: (args) => Math.trunc(Number(args[0]) / divisor(args)),
  mod: (args) => Number(args[0]) % divisor(args),
  min: (args) => Math.min(...ints(args)),
  max: (args) => Math.max(...ints(args)),
  eq: (args) => args[0] === args[1],
  ne: (args) => args[0] !== args[1],
  lt: compare((a, b) => a < b),
  le: compare((a, b) => a <= b),
  gt: compare((a, b) => a > b),
  ge: compare((a, b) => a >= b),
  and: (args) => args.every((a) => a === true),
  or: (args) => args.some((a) => a === true),
  not: (args) => args[0] !== true,
  get: (args) => (args[0] as Record<string, Json>)[text(args[1])] ?? '',
  isSet: (args) => truthy(args[0]),
  length: (args) => Object.keys(args[0] as object).length,
  join: (args) => (args[0] as readonly string[]).join(text(args[1])),
  contains: (args) => text(args[0]).includes(text(args[1])),
  hasSuffix: (args) => text(args[0]).endsWith(text(args[1])),
  trimSuffix: (args) => {
    const [whole, suffix] = [text(args[0]), text(args[1])];
    return suffix !== '' && whole.endsWith(suffix) ? whole.slice(0, -suffix.length) : whole;
  },
  truncate: (args) => text(args[0]).slice(0, Number(args[1])),
  toInt: (args) => (/^[+-]?\d+$/.test(text(args[0])) ? Number(args[0]) : 0),
  toJson: (args) => canonicalJson(args[0] ?? null),
  sha256: (args) => {
    const value = args[0] ?? '';
    return createHash('sha256')
      .update(typeof value === 'string' ? value : canonicalJson(value))
      .digest('hex');
  },
};

/** Applies an operation to plain values. */
export function applyFn(fn: Fn, args: readonly Json[]): Json {
  const value = MEANING[fn](args);
  // Go's integers have one zero.
  return value === 0 ? 0 : value;
}
