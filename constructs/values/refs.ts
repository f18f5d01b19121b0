/** Typed references into the values file, made from its schema. */
import type { z } from 'zod';
import { BLOCK, Expr, type Ast } from './expr';
import { fieldOf } from './schema';

/** The references of a values type: an expression for each leaf, and {@link block} for a whole group. */
export type Refs<T> = T extends string | number | boolean | readonly unknown[]
  ? Expr<T>
  : string extends keyof T
    ? Expr<T>
    : { readonly [K in keyof T]: Refs<T[K]> };

/** References to everything that a schema declares, by default as values; `root` makes them a helper's parameter. */
export function refs<S extends z.ZodType>(
  schema: S,
  root: (path: readonly string[]) => Ast = value,
): Refs<z.output<S>> {
  return build(schema, root, []) as Refs<z.output<S>>;
}

const value = (path: readonly string[]): Ast => ({ op: 'value', path });
/** The parameter of a helper, or the variable of a loop. */
export const variable =
  (name: string) =>
  (path: readonly string[]): Ast => ({ op: 'variable', name, path });

function build(schema: z.ZodType, root: (path: readonly string[]) => Ast, path: readonly string[]): unknown {
  const field = fieldOf(schema);
  const whole = new Expr(field.kind, root(path), field.token, field.item);
  if (field.shape === undefined) return whole;
  const fields = Object.entries(field.shape).map(([key, inner]) => [key, build(inner, root, [...path, key])]);
  return Object.assign(Object.fromEntries(fields) as object, { [BLOCK]: whole });
}

/** A whole group of values as one expression, printed as one: `.Values.backend.resources`. Other objects as they are. */
export function block<T extends object>(group: T): T | Expr<T> {
  return BLOCK in group ? (group[BLOCK] as Expr<T>) : group;
}

/** Gives a copy of a group the block of the original, when it has one. */
export function withBlockOf<T extends object>(original: object, copy: T): T {
  return BLOCK in original ? Object.assign(copy, { [BLOCK]: original[BLOCK] }) : copy;
}
