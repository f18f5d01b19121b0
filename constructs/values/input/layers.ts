/** Layers of values, put over each other as Helm does. */
import { isPlainObject } from '../presence';
import type { Json } from '../expr';

/** One source of values. */
export interface Layer {
  readonly value: Json;
  /** Where a key stands in it (`mine.yaml:12`); undefined when it is not there. */
  readonly locate: (path: readonly string[]) => string | undefined;
}

type Tree = Readonly<Record<string, Json>>;
const isTree = (value: Json | undefined): value is Tree => isPlainObject(value);

/** The later over the earlier: maps key by key, all else whole. */
export function overlay(below: Json, above: Json): Json {
  if (!isTree(below) || !isTree(above)) return above;
  const result = new Map(Object.entries(below));
  for (const [key, value] of Object.entries(above)) {
    const under = result.get(key);
    result.set(key, under === undefined ? value : overlay(under, value));
  }
  return Object.fromEntries(result);
}

/** Given values over defaults: as {@link overlay}, but `null` removes a default. */
export function coalesce(defaults: Json, given: Json): Json {
  if (!isTree(defaults) || !isTree(given)) return given;
  const rest = new Map(Object.entries(given));
  const result = new Map<string, Json>();
  for (const [key, value] of Object.entries(defaults)) {
    const over = rest.get(key);
    rest.delete(key);
    if (over === undefined) result.set(key, value);
    else if (over !== null) result.set(key, coalesce(value, over));
  }
  return Object.fromEntries([...result, ...rest]);
}
