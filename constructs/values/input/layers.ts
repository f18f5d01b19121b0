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
  const result: Record<string, Json> = { ...below };
  for (const [key, value] of Object.entries(above)) {
    const under = Object.hasOwn(result, key) ? result[key] : undefined;
    result[key] = under === undefined ? value : overlay(under, value);
  }
  return result;
}

/** Given values over defaults: as {@link overlay}, but `null` removes a default. */
export function coalesce(defaults: Json, given: Json): Json {
  if (!isTree(defaults) || !isTree(given)) return given;
  const result: Record<string, Json> = {};
  for (const [key, value] of Object.entries(defaults)) {
    const over = Object.hasOwn(given, key) ? given[key] : undefined;
    if (over === undefined) result[key] = value;
    else if (over !== null) result[key] = coalesce(value, over);
  }
  for (const [key, value] of Object.entries(given)) if (!Object.hasOwn(defaults, key)) result[key] = value;
  return result;
}
