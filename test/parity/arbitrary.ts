/** Values files, generated from a schema: each names a few keys, as people's files do. */
import fc from 'fast-check';
import { z } from 'zod';
import type { Json } from '../../constructs/values/expr';
import { fieldOf, type Field } from '../../constructs/values/schema';
import { nastyJson, nastyKey, nastyText } from './nasty';

export type Tree = Record<string, Json>;
type JsonSchema = z.core.JSONSchema.BaseSchema;

/** Values that the schema accepts, by themselves: rules across fields are another matter (`repair.ts`). */
export function overrides(schema: z.ZodType): fc.Arbitrary<Tree> {
  return group(fieldOf(schema).shape ?? {});
}

function group(shape: Readonly<Record<string, z.ZodType>>): fc.Arbitrary<Tree> {
  const fields = Object.entries(shape).map(([key, inner]) => [
    key,
    fc.option(field(inner), { freq: 2, nil: undefined }),
  ]);
  return fc.record(Object.fromEntries(fields) as Record<string, fc.Arbitrary<Json | undefined>>).map(given);
}

/** Without the keys that are left to their defaults. */
const given = (record: Readonly<Record<string, Json | undefined>>): Tree =>
  Object.fromEntries(Object.entries(record).filter((entry): entry is [string, Json] => entry[1] !== undefined));

function field(schema: z.ZodType): fc.Arbitrary<Json> {
  const of = fieldOf(schema);
  return of.shape === undefined ? leaf(of) : group(of.shape);
}

/** The limits of a leaf are read from its JSON Schema, which names them all in one place. */
function leaf(of: Field): fc.Arbitrary<Json> {
  const { definitions = {}, ...json } = z.toJSONSchema(of.type, { target: 'draft-7', io: 'output' });
  const value = arbitraryOf(json, definitions as Readonly<Record<string, unknown>>);
  return json.type === 'object' ? withRemovals(value as fc.Arbitrary<Tree>, of.default as Tree) : value;
}

/** `null` takes away an entry that a map has by default. */
function withRemovals(map: fc.Arbitrary<Tree>, defaults: Tree): fc.Arbitrary<Tree> {
  const names = Object.keys(defaults);
  if (names.length === 0) return map;
  const removed = fc.subarray(names, { maxLength: 1 });
  return fc.tuple(map, removed).map(([entries, gone]) => ({
    ...entries,
    ...Object.fromEntries(gone.map((name) => [name, null])),
  }));
}

function arbitraryOf(json: JsonSchema, definitions: Readonly<Record<string, unknown>>): fc.Arbitrary<Json> {
  // The one thing that is shared by reference is "any YAML but null".
  if (json.$ref !== undefined || json.anyOf !== undefined) return nastyJson;
  if (json.enum !== undefined) return fc.constantFrom(...(json.enum as Json[]));
  switch (json.type) {
    case 'integer':
      return fc.oneof(
        fc.integer({ min: json.minimum, max: json.maximum }),
        fc.constantFrom(json.minimum ?? 0, json.maximum ?? 0),
      );
    case 'boolean':
      return fc.boolean();
    case 'string':
      return text(json);
    case 'array':
      return fc.array(arbitraryOf(json.items as JsonSchema, definitions), { maxLength: 3 });
    case 'object':
      return object(json, definitions);
    default:
      throw new Error(`nothing generates ${JSON.stringify(json)}`);
  }
}

function object(json: JsonSchema, definitions: Readonly<Record<string, unknown>>): fc.Arbitrary<Tree> {
  const { properties, propertyNames, required = [], additionalProperties } = json;
  const fields = Object.entries(properties ?? {}).map(([key, inner]) => {
    const value = arbitraryOf(inner as JsonSchema, definitions);
    return [key, required.includes(key) ? value : fc.option(value, { nil: undefined })];
  });
  const named = fc.record(Object.fromEntries(fields) as Record<string, fc.Arbitrary<Json | undefined>>).map(given);
  if (additionalProperties === false) return named;
  const inner = additionalProperties as JsonSchema;
  const value = Object.keys(inner).length === 0 ? nastyJson : arbitraryOf(inner, definitions);
  const names = (propertyNames ?? {}) as JsonSchema;
  const name = (free(names.pattern) ? nastyKey : text(names)).filter((key) => !(key in (properties ?? {})));
  const entries = fc.dictionary(name, value, { maxKeys: 3, noNullPrototype: true });
  return fc.tuple(entries, named).map(([others, own]) => ({ ...own, ...others }));
}

/** The pattern only forbids a few characters, or there is none. */
const free = (pattern: string | undefined): boolean => pattern === undefined || pattern.startsWith('^[^');

const USUAL = ['cpu', 'memory', 'ephemeral-storage', 'LOG_LEVEL', 'example.com/team'];

/** Text of a pattern; free text where the pattern only forbids control characters. */
function text(json: JsonSchema): fc.Arbitrary<string> {
  const { pattern, minLength = 0, maxLength = Infinity } = json;
  const not = (json.not as JsonSchema | undefined)?.pattern;
  const allowed = (candidate: string): boolean =>
    (pattern === undefined || new RegExp(pattern, 'u').test(candidate)) &&
    (not === undefined || !new RegExp(not, 'u').test(candidate)) &&
    candidate.length >= minLength &&
    candidate.length <= maxLength;
  if (free(pattern)) return nastyText.filter(allowed);
  const made = fc.stringMatching(new RegExp(pattern ?? ''), { size: 'small' });
  const usual = [...USUAL, '1', '0x1F', '1e3', 'y'].filter(allowed);
  return (usual.length === 0 ? made : fc.oneof(fc.constantFrom(...usual), made)).filter(allowed);
}
