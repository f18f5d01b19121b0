import * as z from 'zod';

/**
 * Rules for environment variables. Each rule carries its own wording (zod's description), so that an error can say what would be right
 * instead of what a parser disliked.
 */
const worded = <Schema extends z.ZodType>(schema: Schema, rule: string): Schema => schema.describe(rule);

/** A whole number within bounds. */
export const wholeNumber = (options: { readonly min: number; readonly max: number; readonly fallback: number }) =>
  worded(
    z
      .string()
      .regex(/^\d{1,15}$/)
      .transform(Number)
      .pipe(z.number().min(options.min).max(options.max))
      .default(options.fallback),
    `a whole number from ${options.min} to ${options.max}`,
  );

/** One of a few words. */
export const oneOf = <const Words extends readonly [string, ...string[]]>(words: Words, fallback: Words[number]) =>
  worded(z.enum(words).default(fallback), `one of ${words.join(', ')}`);

/** A short printable text, with a fallback. */
export const text = (options: { readonly fallback: string; readonly max?: number }) =>
  worded(
    z
      .string()
      .max(options.max ?? 253)
      .regex(/^[\x20-\x7e]+$/)
      .default(options.fallback),
    `printable ASCII text of at most ${options.max ?? 253} characters`,
  );

/** The address of another HTTP service; undefined when it is not set. */
export const optionalHttpUrl = () =>
  worded(z.string().refine(isPlainHttpUrl).optional(), 'an http:// or https:// address without user name and password');

function isPlainHttpUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, username, password } = new URL(value);
  return /^https?:$/.test(protocol) && username === '' && password === '';
}
