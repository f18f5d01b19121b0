/** Turns what zod refuses into problems with a code, the rule, the value, a remedy and a suggestion. */
import { closest, distance } from 'fastest-levenshtein';
import type { z } from 'zod';
import type { Code, Problem } from '../errors';
import type { Json } from './expr';
import { fieldOf } from './schema';

/** What was checked, and where it stands. */
export interface Checked {
  readonly schema: z.ZodType;
  readonly value: Json | undefined;
  /** The path of the checked value within the values file. */
  readonly base?: readonly string[];
}

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** Every problem of a failed parse. */
export function problemsOf(error: z.ZodError, checked: Checked): (Problem & { readonly keys: readonly string[] })[] {
  return error.issues.flatMap((issue) => explain(issue, checked));
}

function explain(issue: Issue, checked: Checked): (Problem & { readonly keys: readonly string[] })[] {
  const value = valueAt(checked.value, issue.path);
  const make = (code: Code, message: string, extra: Path = [], remedy?: string) => {
    const path = [...(checked.base ?? []), ...issue.path, ...extra];
    const keys = path.map(String);
    return { code, path: pathText(path), keys, message, ...(remedy === undefined ? {} : { remedy }) };
  };
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => {
        const near = suggestion(key, Object.keys(shapeAt(checked.schema, issue.path)));
        return make('SCALE-VALUES-001', `the key '${key}' is not known`, [key], didYouMean(near));
      });
    case 'invalid_type':
      return value === undefined
        ? [make('SCALE-VALUES-006', `${article(issue.expected)} is needed here, and there is none`)]
        : [make('SCALE-VALUES-002', `${show(value)} is not ${article(issue.expected)}`)];
    case 'invalid_union': {
      const inside = deepest(issue.errors);
      if (inside.some(({ path }) => path.length > 0)) {
        return inside.flatMap((inner) => explain({ ...inner, path: [...issue.path, ...inner.path] }, checked));
      }
      const format = inside.find(({ code }) => code === 'invalid_format');
      if (typeof value === 'string' && format !== undefined) {
        return [make('SCALE-VALUES-004', `${show(value)} must be ${format.message}`)];
      }
      return [
        make(
          value === undefined ? 'SCALE-VALUES-006' : 'SCALE-VALUES-002',
          `${show(value)} is not plain YAML without null`,
        ),
      ];
    }
    case 'too_small':
      return [
        make('SCALE-VALUES-003', `${show(value)} must be at least ${String(issue.minimum)}${unit(issue.origin)}`),
      ];
    case 'too_big':
      return [make('SCALE-VALUES-003', `${show(value)} must be at most ${String(issue.maximum)}${unit(issue.origin)}`)];
    case 'invalid_format':
      return [make('SCALE-VALUES-004', `${show(value)} must be ${issue.message}`)];
    case 'invalid_key':
      return issue.issues.map((inner) => {
        const key = show(String(issue.path.at(-1)));
        return inner.code === 'custom'
          ? make('SCALE-VALUES-007', `the key ${key} ${inner.message}`)
          : make('SCALE-VALUES-004', `the key ${key} must be ${inner.message}`);
      });
    case 'invalid_value': {
      if (value === undefined) return [make('SCALE-VALUES-006', 'a value is needed here, and there is none')];
      if (typeof value !== 'string') return [make('SCALE-VALUES-002', `${show(value)} is not a text`)];
      const words = issue.values.map(String);
      const near = suggestion(value, words);
      return [make('SCALE-VALUES-005', `${show(value)} must be one of ${words.join(', ')}`, [], didYouMean(near))];
    }
    case 'custom':
      return [make('SCALE-VALUES-007', `${show(value)} ${issue.message}`)];
    default:
      return [make('SCALE-VALUES-002', `${show(value)}: ${issue.message}`)];
  }
}

const didYouMean = (near: string | undefined): string | undefined =>
  near === undefined ? undefined : `Did you mean '${near}'?`;

/** Of the ways a union was tried, the one that came furthest: it is what was meant. */
function deepest(ways: readonly (readonly Issue[])[]): readonly Issue[] {
  const depth = (way: readonly Issue[]) => Math.max(0, ...way.map(({ path }) => path.length));
  const [first = [], ...rest] = ways;
  return rest.reduce((best, way) => (depth(way) > depth(best) ? way : best), first);
}

/** The known word nearest to a mistyped one, if it is near enough to be meant. */
export function suggestion(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const near = closest(
    word.toLowerCase(),
    known.map((k) => k.toLowerCase()),
  );
  const match = known.find((k) => k.toLowerCase() === near);
  return distance(word.toLowerCase(), near) <= Math.max(2, Math.floor(word.length / 3)) ? match : undefined;
}

/** `a.b[0].c`, with a backslash before a dot that is part of a key, as `--set` takes it. */
export function pathText(path: Path): string {
  return path
    .map((key, i) => {
      if (typeof key === 'number') return `[${key}]`;
      return `${i === 0 ? '' : '.'}${String(key).replaceAll('.', '\\.')}`;
    })
    .join('');
}

function valueAt(value: Json | undefined, path: Path): Json | undefined {
  return path.reduce<unknown>((v, key) => (v as Record<PropertyKey, unknown> | null | undefined)?.[key], value) as
    Json | undefined;
}

function shapeAt(schema: z.ZodType, path: Path): Readonly<Record<string, z.ZodType>> {
  let at: z.ZodType | undefined = schema;
  for (const key of path) at = at && fieldOf(at).shape?.[String(key)];
  return (at && fieldOf(at).shape) ?? {};
}

const NAMES: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a whole number',
  string: 'a text',
  boolean: 'true or false',
  object: 'a map',
  record: 'a map',
  array: 'a list',
};
const article = (type: string): string => NAMES[type] ?? type;
const UNITS: Readonly<Record<string, string>> = { string: ' characters', array: ' items' };
const unit = (origin: string): string => UNITS[origin] ?? '';

/** A value as it would be typed, shortened. */
export function show(value: unknown): string {
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) return 'nothing';
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
