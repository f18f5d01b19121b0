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
  return `${JSON.stringify({ $schema: json.$schema, title, ...json }, null, 2)}\n`;
}
