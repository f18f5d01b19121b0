import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { fastnext } from '../../charts';
import type { Json } from '../../constructs/values/expr';
import { fieldOf } from '../../constructs/values/schema';
import { HELM_VERSIONS } from '../helm/binaries';
import { helm } from '../helm/run';
import { helmTemplate } from '../helm/template';
import { readYaml } from '../helm/yaml';
import { subjectOf } from './subject';

// Each asks a real Helm, on a machine that may be busy with others.
jest.setTimeout(60_000);

const fast = subjectOf(fastnext);
const read = (name: string): string => readFileSync(join(fast.chart, name), 'utf8');

test.each(HELM_VERSIONS)('%s finds nothing to say about the chart in its strictest check', async (version) => {
  const { code, stdout, stderr } = await helm(version, ['lint', '--strict', fast.chart]);
  const remarks = `${stdout}${stderr}`.split('\n').filter((line) => /\[(?:INFO|WARNING|ERROR)\]/.test(line));
  expect({ code, remarks }).toEqual({ code: 0, remarks: [] });
});

test('values.yaml of the chart holds the defaults of the schema', () => {
  expect(readYaml(read('values.yaml'))).toEqual([fastnext.schema.parse({})]);
});

interface JsonObject {
  readonly type: string;
  readonly properties?: Readonly<Record<string, JsonObject>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: unknown;
}

function* groups(schema: z.ZodType, json: JsonObject, path: string): Generator<[string, z.ZodType, JsonObject]> {
  const { shape } = fieldOf(schema);
  if (shape === undefined) return;
  yield [path === '' ? 'the top' : path, schema, json];
  for (const [key, inner] of Object.entries(shape)) {
    const below = json.properties?.[key];
    if (below !== undefined) yield* groups(inner, below, path === '' ? key : `${path}.${key}`);
  }
}

const all = [...groups(fastnext.schema, JSON.parse(read('values.schema.json')) as JsonObject, '')];

test.each(all)('values.schema.json requires every key of %s', (_, schema, json) => {
  const keys = Object.keys(fieldOf(schema).shape ?? {}).sort();
  expect(Object.keys(json.properties ?? {}).sort()).toEqual(keys);
  expect([...(json.required ?? [])].sort()).toEqual(keys);
});

test('values.schema.json is open at global alone, which parent charts share with others', () => {
  const open = all.filter(([, , json]) => json.additionalProperties !== false).map(([path]) => path);
  expect(open).toEqual(['global']);
});

interface KubernetesObject {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec?: { readonly selector?: Readonly<Record<string, Json>> };
}
type Labels = Readonly<Record<string, string>>;

/** What an object selects by; of a Service it stands there directly, elsewhere under `matchLabels`. */
function selectorOf({ spec }: KubernetesObject): Labels[] {
  const selector = spec?.selector;
  if (selector === undefined) return [];
  return [(selector['matchLabels'] ?? selector) as Labels];
}
/** Some pod may carry the labels of both. */
const overlap = (a: Labels, b: Labels): boolean =>
  Object.entries(a).every(([key, value]) => (b[key] ?? value) === value);

const PAIRS = [
  ['fastnext', 'shop'],
  ['a', 'b'],
  ['fastnext', 'fastnext-2'],
  [`${'x'.repeat(20)}-1`, `${'x'.repeat(20)}-2`],
] as const;

test.each(PAIRS)('the releases %s and %s live in one namespace without touching each other', async (...names) => {
  const [one, two] = await Promise.all(
    names.map(async (name) => {
      const rendered = await helmTemplate('helm4', fast.chart, { name, namespace: 'shared' });
      if (!rendered.ok) throw new Error(rendered.stderr);
      return rendered.objects as unknown as readonly KubernetesObject[];
    }),
  );
  const namesOf = (objects: readonly KubernetesObject[] = []) => objects.map((o) => `${o.kind}/${o.metadata.name}`);
  expect(namesOf(one).filter((name) => namesOf(two).includes(name))).toEqual([]);
  const selectors = (objects: readonly KubernetesObject[] = []) => objects.flatMap(selectorOf);
  expect(selectors(one).length).toBeGreaterThan(0);
  expect(selectors(one).filter((a) => selectors(two).some((b) => overlap(a, b)))).toEqual([]);
});
