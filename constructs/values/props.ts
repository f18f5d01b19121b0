/**
 * Properties of a construct: the input of its part of the schema, with an expression allowed at every leaf and block.
 * What is left out gets the schema's default, so a library user and a values file have the same ones.
 */
import type { z } from 'zod';
import { ScaleoutError, type Problem } from '../errors';
import { Deferred, type Expr, type Json } from './expr';
import { coalesce } from './input/layers';
import { isPlainObject } from './presence';
import { problemsOf } from './problems';
import { withBlockOf } from './refs';
import { fieldOf } from './schema';

/** `T` with an expression allowed at each leaf. */
export type Params<T> = T extends string | number | boolean
  ? T | Expr<T>
  : T extends readonly unknown[]
    ? T | Expr<T>
    : string extends keyof T
      ? T | Expr<T>
      : { readonly [K in keyof T]: Params<T[K]> };

/** What a construct takes for a schema. */
export type PropsOf<S extends z.ZodType> = Params<z.input<S>>;
/** What it works with: every field there. */
export type Resolved<S extends z.ZodType> = Params<z.output<S>>;

/**
 * Props with their defaults, literals checked against the schema.
 *
 * @param at how the construct is named in an error
 * @throws ScaleoutError with every problem at once
 */
export function resolveProps<S extends z.ZodType>(schema: S, props: PropsOf<S>, at: string): Resolved<S> {
  const problems: Problem[] = [];
  const result = resolve(schema, props, [], problems);
  if (problems.length > 0) throw new ScaleoutError(problems.map((problem) => ({ at, ...problem })));
  return result as Resolved<S>;
}

function resolve(schema: z.ZodType, props: unknown, path: readonly string[], problems: Problem[]): unknown {
  if (props instanceof Deferred) return props;
  const { shape } = fieldOf(schema);
  if (shape === undefined || (props !== undefined && (props === null || typeof props !== 'object'))) {
    const value = overDefaults(schema, props);
    const parsed = schema.safeParse(value);
    if (!parsed.success) problems.push(...problemsOf(parsed.error, { schema, value: value as Json, base: path }));
    return parsed.data;
  }
  const given = (props ?? {}) as Record<string, unknown>;
  const unknown = Object.keys(given).filter((key) => !Object.hasOwn(shape, key));
  if (unknown.length > 0) {
    const extra = Object.fromEntries(unknown.map((key) => [key, 0]));
    const parsed = schema.safeParse(extra);
    if (!parsed.success) problems.push(...problemsOf(parsed.error, { schema, value: extra, base: path }));
  }
  const fields = Object.entries(shape).map(([key, inner]) => [
    key,
    resolve(inner, given[key], [...path, key], problems),
  ]);
  return withBlockOf(given, Object.fromEntries(fields) as object);
}

/** A map with defaults (`requests`) keeps those that are not named, as it does in a values file. */
function overDefaults(schema: z.ZodType, props: unknown): unknown {
  const field = fieldOf(schema);
  return isPlainObject(props) && isPlainObject(field.default) ? coalesce(field.default, props as Json) : props;
}
