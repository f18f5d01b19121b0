/** values.yaml, with every key commented. */
import { Document, isMap, isScalar, type Pair, type YAMLMap } from 'yaml';
import type { z } from 'zod';
import type { Json } from '../../constructs/values/expr';
import { fieldOf } from '../../constructs/values/schema';

const WIDTH = 110;

/**
 * The values as YAML, each key under the sentence that its schema says of it.
 *
 * @param heading lines for the top of the file
 */
export function valuesYaml(schema: z.ZodType, values: Json, heading: readonly string[]): string {
  const document = new Document(values, { version: '1.1', aliasDuplicateObjects: false });
  if (isMap(document.contents)) comment(document.contents, schema, 0);
  return [...heading.map((line) => `# ${line}`.trimEnd()), document.toString({ lineWidth: 0 })].join('\n');
}

function comment(map: YAMLMap, schema: z.ZodType, depth: number): void {
  const { shape } = fieldOf(schema);
  if (shape === undefined) return;
  map.items.forEach((item: Pair, i) => {
    const { key, value } = item;
    const field = isScalar(key) ? shape[String(key.value)] : undefined;
    if (field === undefined || !isScalar(key)) return;
    const { description, source } = fieldOf(field);
    const text = source === undefined ? description : `${description} (${source})`;
    key.commentBefore = wrap(text, WIDTH - 2 * depth);
    if (depth === 0 && i > 0) key.spaceBefore = true;
    if (isMap(value)) comment(value, field, depth + 1);
  });
}

function wrap(text: string, width: number): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1) ?? '';
    if (last !== '' && last.length + word.length + 2 > width) lines.push(` ${word}`);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines.join('\n');
}
