/** values.yaml, with every key commented. */
import { Document, isMap, isScalar, type YAMLMap } from 'yaml';
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
  const { shape = {} } = fieldOf(schema);
  // A document for each key of the top: one for all would hold the whole tree of nodes in memory at once.
  const sections = Object.entries(values as Readonly<Record<string, Json>>).map(([key, value]) => {
    const document = new Document({ [key]: value }, { version: '1.1', aliasDuplicateObjects: false });
    if (isMap(document.contents)) comment(document.contents, shape, 0);
    return document.toString({ lineWidth: 0 });
  });
  return `${heading.map((line) => `# ${line}`.trimEnd()).join('\n')}\n${sections.join('\n')}`;
}

function comment(map: YAMLMap, shape: Readonly<Record<string, z.ZodType>>, depth: number): void {
  for (const { key, value } of map.items) {
    const field = isScalar(key) ? shape[String(key.value)] : undefined;
    if (field === undefined || !isScalar(key)) continue;
    const { description, source, shape: inner } = fieldOf(field);
    const text = source === undefined ? description : `${description} (${source})`;
    key.commentBefore = wrap(text, WIDTH - 2 * depth);
    if (isMap(value) && inner !== undefined) comment(value, inner, depth + 1);
  }
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
