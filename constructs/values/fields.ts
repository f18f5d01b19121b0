/**
 * The kinds of field that a values schema is made of. Each is a zod type with a description, a default and a form that
 * JSON Schema, zod and Go's regular expressions understand alike; `source` names where a borrowed number comes from.
 */
import { z } from 'zod';

/** What a field says of itself, besides its type. */
export type About = {
  /** One sentence for values.yaml, the table of the docs and `scaleout explain`. Units in the sentence. */
  readonly description: string;
  /** Where the default comes from, when it is borrowed. */
  readonly source?: string;
};

declare module 'zod' {
  interface GlobalMeta {
    source?: string;
    /** The text is safe unquoted and within a line; see `Expr.token`. */
    token?: boolean;
  }
}

const about = (text: string | About): About => (typeof text === 'string' ? { description: text } : text);

/** A whole number from `min` to `max`. */
export const int = (value: number, [min, max]: readonly [number, number], text: string | About) =>
  z.number().int().min(min).max(max).default(value).meta(about(text));

/** `true` or `false`. */
export const bool = (value: boolean, text: string | About) => z.boolean().default(value).meta(about(text));

/**
 * Characters that Go's YAML takes for line breaks or refuses, so that a text with them would be lost or changed on its way
 * through Helm. As themselves, since `\\u2028` is no pattern for Go; and by their neighbours U+2027 and U+202A, since
 * JavaScript writes U+2028 and U+2029 in a pattern as escapes.
 */
const ODD = '\\x7f-\\x9f\u2027-\u202a\ufeff\ufffe\uffff';
const FREE_TEXT = new RegExp(`^[^${ODD}]*$`);
const ONE_LINE = new RegExp(`^[^\\x00-\\x1f${ODD}]*$`);

/** Free text, of several lines if need be. */
export const freeText = () =>
  z.string().regex(FREE_TEXT, 'text without special line breaks and control characters of Unicode');

/** Free text on one line, up to 1,024 characters. May be empty. */
export const line = (value: string, text: string | About) =>
  z.string().max(1024).regex(ONE_LINE, 'text on one line, without control characters').default(value).meta(about(text));

/** Text of a narrow form, by a pattern that Go and JavaScript read alike; safe unquoted in YAML and text files; not one of `reserved`. */
export const token = (value: string, pattern: RegExp, rule: string, text: string | About, reserved?: RegExp) =>
  outside(reserved, z.string().regex(pattern, rule))
    .default(value)
    .meta({ ...about(text), token: true });

/** One of a few words. */
export const choice = <const T extends readonly [string, ...string[]]>(of: T, value: T[number], text: string | About) =>
  z
    .enum(of)
    .default(value as never)
    .meta({ ...about(text), token: true });

/** A path of a URL. */
export const urlPath = (value: string, text: string | About) =>
  token(value, /^\/[A-Za-z0-9._~/-]*$/, 'a path that starts with / and has letters, digits, and . _ ~ / -', text);

/** A DNS label, or nothing. */
export const optionalName = (value: string, text: string | About) =>
  token(
    value,
    /^([a-z]([a-z0-9-]{0,38}[a-z0-9])?)?$/,
    'a DNS label of at most 40 characters that starts with a letter, or nothing',
    text,
  );

const QUANTITY = /^[1-9][0-9]{0,5}(m|k|M|G|Ki|Mi|Gi)?$/;
const QUANTITY_RULE = 'a quantity such as 250m, 2, 512Mi or 3Gi (whole, of at most six digits)';

/**
 * A resource quantity of whole numbers. Fractions are written in the smaller unit (`500m`, `1536Mi`), as the API server
 * does itself, so that what is applied and what is stored never differ.
 */
export const quantity = (value: string, text: string | About) => token(value, QUANTITY, QUANTITY_RULE, text);

/** Names that the stack sets itself: what to refuse, for both zod and JSON Schema. */
const outside = (reserved: RegExp | undefined, key: z.ZodString) =>
  reserved === undefined
    ? key
    : key
        .refine((name) => !reserved.test(name), 'is a name that the stack sets itself')
        .meta({ not: { pattern: reserved.source } });

/** The form of a map's keys, and of its values. */
export interface Keys {
  /** Default: a label or annotation key. */
  readonly pattern?: RegExp;
  readonly rule?: string;
  /** Names that the stack sets itself; refused with SCALE-VALUES-007. */
  readonly reserved?: RegExp;
  /** What is there by default. Default: nothing. */
  readonly value?: Readonly<Record<string, string>>;
  /** The form of the values. Default: free text. */
  readonly values?: { readonly pattern: RegExp; readonly rule: string };
}
const LABEL_KEY = /^[A-Za-z0-9]([A-Za-z0-9._/-]{0,251}[A-Za-z0-9])?$/;
const ENV_NAME = /^(_?[A-Za-z][A-Za-z0-9_]{0,250}|_[0-9][A-Za-z0-9_]{0,250})$/;

/** A map of resource names to quantities, such as `requests`. `null` takes one of the defaults away. */
export const quantities = (value: Readonly<Record<string, string>>, text: string | About) =>
  z
    .record(z.string().regex(LABEL_KEY, 'the name of a resource'), z.string().regex(QUANTITY, QUANTITY_RULE))
    .default(value)
    .meta(about(text));

/** A map of text to text, such as annotations. */
export const stringMap = (text: string | About, keys: Keys = {}) =>
  z
    .record(
      outside(keys.reserved, z.string().regex(keys.pattern ?? LABEL_KEY, keys.rule ?? 'a label or annotation key')),
      (keys.values === undefined ? freeText() : z.string().regex(keys.values.pattern, keys.values.rule)).max(4096),
    )
    .default(keys.value ?? {})
    .meta(about(text));

/** A map of environment variables. */
export const envMap = (text: string | About, reserved: RegExp) =>
  stringMap(text, { pattern: ENV_NAME, rule: 'the name of an environment variable', reserved });

/** A merge to Go's YAML even in quotes, and no key at all to JavaScript. */
const freeKey = () => outside(/^(<<|__proto__)$/, freeText().max(253));

/** Any YAML but null, which Helm treats in ways of its own. */
const anything: z.ZodType<Anything> = z
  .lazy(() => z.union([freeText(), z.number(), z.boolean(), z.array(anything), z.record(freeKey(), anything)]))
  .meta({ id: 'anything' });
export type Anything = string | number | boolean | Anything[] | { [key: string]: Anything };
export type AnyMap = Record<string, Anything>;

/** A map passed through to Kubernetes as it is, such as `affinity`. */
export const freeMap = (value: AnyMap, text: string | About) =>
  z.record(freeKey(), anything).default(value).meta(about(text));

/** A list of maps passed through to Kubernetes as they are, such as `tolerations`. */
export const freeList = (text: string | About) => z.array(z.record(freeKey(), anything)).default([]).meta(about(text));

/** A list of Kubernetes environment variables (`name` with `value` or `valueFrom`). */
export const envList = (text: string | About, reserved: RegExp) =>
  z
    .array(
      z.looseObject({
        name: outside(reserved, z.string().regex(ENV_NAME, 'the name of an environment variable')),
        value: freeText().optional(),
      }),
    )
    .default([])
    .meta(about(text));

/** A closed group of fields: an unknown key is refused. */
export const group = <S extends z.core.$ZodLooseShape>(description: string, shape: S) =>
  z
    .strictObject(shape)
    .prefault({} as never)
    .meta({ description });
