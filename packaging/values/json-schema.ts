/** values.schema.json: closed, of draft 7, which every Helm understands. */
import { z } from 'zod';

/** What our schemas say of a field that is not JSON Schema. */
const OWN = ['source', 'token'] as const;

/** The JSON Schema of complete values: every key must be there, no other may. Defaults are in values.yaml. */
export function valuesJsonSchema(schema: z.ZodType, title: string): string {
  const json = z.toJSONSchema(schema, {
    target: 'draft-7',
    io: 'output',
    override: ({ jsonSchema }) => {
      for (const key of OWN) Reflect.deleteProperty(jsonSchema, key);
    },
  });
  const text = JSON.stringify({ $schema: json.$schema, title, ...json }, null, 2);
  return `${text.replaceAll(/[\u2027-\u202a\ufeff\ufffe\uffff]/g, escaped)}\n`;
}

/** Characters that no editor shows, as JSON escapes. */
const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
