/** values.schema.json: closed, of draft 7, which every Helm understands. */
import { z } from 'zod';
import { fieldOf } from '../../constructs/values/schema';

const DRAFT = 'http://json-schema.org/draft-07/schema#';

/** What our schemas say of a field that is not JSON Schema. */
const OWN = ['source', 'token'] as const;

/** The JSON Schema of complete values: every key must be there, no other may. Defaults are in values.yaml. */
export function valuesJsonSchema(schema: z.ZodType, title: string): string {
  const { shape = {} } = fieldOf(schema);
  const shared: Record<string, unknown> = {};
  // A key of the top at a time: the whole tree of a large stack at once would be most of the memory of a run.
  const properties = Object.entries(shape).map(([key, field]) => {
    const { definitions, $schema: _, ...json } = jsonSchema(field);
    Object.assign(shared, definitions);
    return inner({ [key]: json }, 4);
  });
  const head = inner({ $schema: DRAFT, title, type: 'object' }, 2);
  const tail = inner({ required: Object.keys(shape), additionalProperties: false, definitions: shared }, 2);
  return `{\n${head},\n  "properties": {\n${properties.join(',\n')}\n  },\n${tail}\n}\n`;
}

function jsonSchema(schema: z.ZodType) {
  return z.toJSONSchema(schema, {
    target: 'draft-7',
    io: 'output',
    override: ({ jsonSchema: of }) => {
      for (const key of OWN) Reflect.deleteProperty(of, key);
    },
  });
}

/** The entries of an object as lines of JSON, without its braces, at an indent. */
function inner(object: object, indent: number): string {
  const lines = JSON.stringify(object, null, 2).split('\n').slice(1, -1);
  const text = lines.map((line) => ' '.repeat(indent - 2) + line).join('\n');
  return Buffer.from(text.replaceAll(/[\u2027-\u202a\ufeff\ufffe\uffff]/g, escaped)).toString();
}

/** Characters that no editor shows, as JSON escapes. */
const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
