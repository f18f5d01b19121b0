/** Walks a values schema: the one place that knows how zod keeps types, defaults and descriptions. */
import { z } from 'zod';
import type { ItemKind, Json, Kind } from './expr';

/** A field of the schema with its wrappers (default, prefault) taken off. */
export interface Field {
  readonly type: z.core.$ZodType;
  readonly kind: Kind;
  readonly description: string;
  readonly source?: string;
  readonly token: boolean;
  readonly hasDefault: boolean;
  /** The value when nothing is given. */
  readonly default: Json;
  /** Of a list: what its items are. */
  readonly item?: ItemKind;
  /** The fields of a closed group; undefined for a leaf. */
  readonly shape?: Readonly<Record<string, z.ZodType>>;
}

const cache = new WeakMap<z.ZodType, Field>();

/** What a schema says of one field. */
export function fieldOf(schema: z.ZodType): Field {
  const known = cache.get(schema);
  if (known !== undefined) return known;
  const meta = schema.meta() ?? {};
  let type: z.core.$ZodType = schema;
  let value: unknown;
  let hasDefault = false;
  for (let def = defOf(type); def.type === 'default' || def.type === 'prefault'; def = defOf(type)) {
    hasDefault = true;
    value ??= def.defaultValue;
    type = def.innerType as z.core.$ZodType;
  }
  const def = defOf(type);
  const field: Field = {
    type,
    kind: kindOf(def.type),
    description: meta.description ?? '',
    ...(meta.source === undefined ? {} : { source: meta.source }),
    token: meta.token === true,
    hasDefault,
    default: value as Json,
    ...(def.type === 'array' ? { item: itemOf(def.element as z.ZodType) } : {}),
    ...(def.type === 'object' ? { shape: def.shape as Record<string, z.ZodType> } : {}),
  };
  cache.set(schema, field);
  return field;
}

interface Def {
  readonly type: string;
  readonly innerType?: unknown;
  readonly defaultValue?: unknown;
  readonly shape?: unknown;
  readonly element?: unknown;
}
const defOf = (type: z.core.$ZodType): Def => type._zod.def;

const KINDS: Readonly<Record<string, Kind>> = {
  number: 'int',
  string: 'string',
  enum: 'string',
  boolean: 'bool',
  object: 'map',
  record: 'map',
  array: 'list',
};
function kindOf(type: string): Kind {
  const kind = KINDS[type];
  if (kind === undefined) throw new Error(`a values schema cannot hold zod's '${type}'; use the fields of fields.ts`);
  return kind;
}

const itemOf = (element: z.ZodType): ItemKind => ({
  kind: kindOf(defOf(element).type),
  token: element.meta()?.token === true,
});

/** Every leaf of a schema, in order, with its path. */
export function* leaves(schema: z.ZodType, path: readonly string[] = []): Generator<{ path: string[]; field: Field }> {
  const field = fieldOf(schema);
  if (field.shape === undefined) yield { path: [...path], field };
  else for (const [key, inner] of Object.entries(field.shape)) yield* leaves(inner, [...path, key]);
}

/**
 * The schema without its defaults: every key must be there, as in values.schema.json. After `coalesce`, a key that is
 * missing is one that somebody removed with `null`.
 */
export function withoutDefaults(schema: z.ZodType): z.ZodType {
  const known = bare.get(schema);
  if (known !== undefined) return known;
  const { type, shape } = fieldOf(schema);
  let result = type as z.ZodType;
  if (shape !== undefined) {
    const inner = Object.fromEntries(Object.entries(shape).map(([key, field]) => [key, withoutDefaults(field)]));
    const closed = (type as z.ZodObject)._zod.def.catchall !== undefined;
    result = closed ? z.strictObject(inner) : z.looseObject(inner);
  }
  bare.set(schema, result);
  return result;
}
const bare = new WeakMap<z.ZodType, z.ZodType>();
