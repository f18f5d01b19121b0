import { parse } from 'yaml';
import type { z } from 'zod';
import { fastnext } from '../../../charts';
import { group, int, line, stringMap } from '../../../constructs/values/fields';
import type { Json } from '../../../constructs/values/expr';
import { fieldOf } from '../../../constructs/values/schema';
import { valuesYaml } from '../../../packaging/values/document';

const defaults = fastnext.schema.parse({}) as Json;
const text = valuesYaml(fastnext.schema, defaults, ['Heading.', '']);

test('it reads back as the defaults', () => {
  expect(parse(text, { version: '1.1' })).toEqual(defaults);
});

test('it begins with its heading', () => {
  expect(text.split('\n').slice(0, 2)).toEqual(['# Heading.', '#']);
});

/** What stands above each key, by the key's path. */
function comments(yaml: string): Map<string, string> {
  const result = new Map<string, string>();
  const path: string[] = [];
  let above: string[] = [];
  for (const line of yaml.split('\n')) {
    const [, indent = '', key] = /^( *)([\w-]+):/.exec(line) ?? [];
    if (line.trimStart().startsWith('#')) above.push(line.trim().slice(1).trim());
    else if (key !== undefined) {
      path.splice(indent.length / 2, path.length, key);
      result.set(path.join('.'), above.join(' '));
      above = [];
    }
  }
  return result;
}

/** Every key of a schema, groups too, with its sentence. */
function* keys(schema: z.ZodType, path: string[] = []): Generator<[string, string]> {
  for (const [key, inner] of Object.entries(fieldOf(schema).shape ?? {})) {
    yield [[...path, key].join('.'), fieldOf(inner).description];
    yield* keys(inner, [...path, key]);
  }
}

const above = comments(text);
test.each([...keys(fastnext.schema)])('%s has its sentence above it', (path, description) => {
  expect(above.get(path)).toContain(description);
});

test('a borrowed number says where it comes from', () => {
  const schema = group('x', { max: int(20, [1, 99], { description: 'Most.', source: 'FastNext' }) });
  expect(valuesYaml(schema, { max: 20 }, [])).toContain('# Most. (FastNext)\nmax: 20');
});

test('long sentences are wrapped, and no word is lost', () => {
  const sentence = `${'word '.repeat(60).trim()}.`;
  const yaml = valuesYaml(group('x', { a: line('', sentence) }), { a: '' }, []);
  expect(Math.max(...yaml.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(120);
  expect(yaml.replaceAll(/\n# /g, ' ')).toContain(sentence);
});

test('keys of an open map have no comment, and stay', () => {
  expect(valuesYaml(group('x', { labels: stringMap('Labels.') }), { labels: { a: 'yes' } }, [])).toContain(
    'labels:\n  a: "yes"',
  );
});
