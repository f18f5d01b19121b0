import { fastnext } from '../../../charts';
import { fieldOf } from '../../../constructs/values/schema';
import { valuesJsonSchema } from '../../../packaging/values/json-schema';
import type { z } from 'zod';

interface Node {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: unknown;
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
}
const text = valuesJsonSchema(fastnext.schema, 'Values of fastnext');
const schema = JSON.parse(text) as Node & { $schema: string; title: string };

/** Every group of the schema, with its path, beside its JSON Schema. */
function* groups(zod: z.ZodType, json: Node, path: string[] = []): Generator<[string, z.ZodType, Node]> {
  const { shape } = fieldOf(zod);
  if (shape === undefined) return;
  yield [path.join('.') || '(top)', zod, json];
  for (const [key, inner] of Object.entries(shape)) yield* groups(inner, json.properties?.[key] ?? {}, [...path, key]);
}
const all = [...groups(fastnext.schema, schema)];

test('it is of draft 7, which every Helm reads, and has a title', () => {
  expect(schema).toMatchObject({
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Values of fastnext',
    type: 'object',
  });
  expect(text).toMatch(/\n$/);
});

test.each(all)('%s has all its keys, and every one must be there', (_, zod, json) => {
  const keys = Object.keys(fieldOf(zod).shape ?? {});
  expect(Object.keys(json.properties ?? {})).toEqual(keys);
  expect([...(json.required ?? [])].sort()).toEqual([...keys].sort());
});

test.each(all.filter(([path]) => path !== 'global'))('%s is closed', (_, __, json) => {
  expect(json.additionalProperties).toBe(false);
});

test('`global` is open, since a parent chart shares it', () => {
  expect(schema.properties?.['global']?.additionalProperties).not.toBe(false);
});

test('leaves keep their limits, choices and forms', () => {
  const backend = schema.properties?.['backend']?.properties;
  expect(backend?.['port']).toMatchObject({
    type: 'integer',
    minimum: 1,
    maximum: 65535,
    description: expect.any(String) as string,
  });
  expect(backend?.['image']?.properties?.['pullPolicy']?.enum).toEqual(['IfNotPresent', 'Always', 'Never']);
  expect(backend?.['security']?.properties?.['tmpSize']?.pattern).toBe('^[1-9][0-9]{0,5}(m|k|M|G|Ki|Mi|Gi)?$');
});

test('what is ours alone does not leak into it', () => {
  expect(text).not.toMatch(/"(source|token)":/);
});

test('patterns are such as Go reads too: no look-around, no back reference, no flag', () => {
  const patterns = [...text.matchAll(/"pattern": ("(?:[^"\\]|\\.)*")/g)].map(
    ([, pattern = '""']) => JSON.parse(pattern) as string,
  );
  expect(patterns.length).toBeGreaterThan(10);
  expect(patterns.filter((pattern) => /\(\?[=!<]|\\[1-9]|\\u/.test(pattern))).toEqual([]);
});
