/** The table of values for the docs. */
import type { z } from 'zod';
import { leaves } from '../../constructs/values/schema';
import { pathText } from '../../constructs/values/problems';

/** A Markdown table of every value: key, default, meaning, source of a borrowed number. */
export function valuesTable(schema: z.ZodType): string {
  const rows = [...leaves(schema)].map(({ path, field }) => [
    `\`${pathText(path)}\``,
    `\`${JSON.stringify(field.default)}\``,
    field.description.replaceAll('|', '\\|'),
    field.source ?? '',
  ]);
  return [['Key', 'Default', 'Meaning', 'Source'], ['---', '---', '---', '---'], ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}
