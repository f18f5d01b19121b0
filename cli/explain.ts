/** `scaleout explain PATH`: what one value means. */
import { z } from 'zod';
import { fastnext } from '../charts/fastnext';
import { ScaleoutError } from '../constructs/errors';
import { suggestion } from '../constructs/values/problems';
import { fieldOf } from '../constructs/values/schema';
import { colors } from './colors';
import { columns, guarded } from './report';

/** @returns the exit code */
export function runExplain(path = ''): number {
  return guarded(() => {
    const keys = path === '' ? [] : path.split('.');
    console.log(explain(find(keys), keys));
  });
}

function find(keys: readonly string[]): z.ZodType {
  let at: z.ZodType = fastnext.schema;
  keys.forEach((key, i) => {
    const shape = fieldOf(at).shape ?? {};
    const next = Object.hasOwn(shape, key) ? shape[key] : undefined;
    if (next === undefined) {
      const near = suggestion(key, Object.keys(shape));
      const parent = keys.slice(0, i).join('.');
      const message = parent === '' ? `there is no key '${key}'` : `'${parent}' has no key '${key}'`;
      const meant =
        near === undefined
          ? {}
          : { remedy: `Did you mean '${[...keys.slice(0, i), near, ...keys.slice(i + 1)].join('.')}'?` };
      throw new ScaleoutError([{ code: 'SCALE-VALUES-013', path: keys.join('.'), message, ...meant }]);
    }
    at = next;
  });
  return at;
}

function explain(schema: z.ZodType, keys: readonly string[]): string {
  const { shape, description } = fieldOf(schema);
  const title = [colors.bold(keys.join('.') || fastnext.name), description].filter((part) => part !== '').join('  ');
  return shape === undefined ? leaf(schema, keys, title) : group(shape, keys, title);
}

function group(shape: Readonly<Record<string, z.ZodType>>, keys: readonly string[], title: string): string {
  const rows = Object.entries(shape).map(([key, inner]) => {
    const field = fieldOf(inner);
    return field.shape === undefined
      ? [key, JSON.stringify(field.default), field.description]
      : [`${key}.`, '', field.description];
  });
  const hint = `Run \`scaleout explain ${[...keys, '…'].join('.')}\` for one of them.`;
  return [title, '', columns(rows), '', colors.dim(hint)].join('\n');
}

function leaf(schema: z.ZodType, keys: readonly string[], title: string): string {
  const field = fieldOf(schema);
  const rows = [
    ['type', typeOf(field.type)],
    ['default', JSON.stringify(field.default)],
    ...(field.source === undefined ? [] : [['source', field.source]]),
    ...Object.entries(fastnext.presets).flatMap(([name, { values }]) => {
      const value = keys.reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], values);
      return value === undefined ? [] : [[`in ${name}`, JSON.stringify(value)]];
    }),
    ['use', `--set ${keys.join('.')}=…`],
  ];
  return [title, '', columns(rows)].join('\n');
}

/** The type in words, with its limits, from the JSON Schema that Helm checks too. */
function typeOf(type: z.core.$ZodType): string {
  const json = z.toJSONSchema(type, { io: 'output' });
  if (json.enum !== undefined) return `one of ${json.enum.map(String).join(', ')}`;
  const limits = [
    json.minimum === undefined ? '' : `from ${json.minimum} to ${json.maximum ?? '…'}`,
    json.pattern === undefined ? '' : `of the form ${json.pattern}`,
  ];
  const name = { object: 'map', array: 'list', string: 'text' }[String(json.type)] ?? json.type;
  return [name, ...limits].filter((part) => part !== '').join(', ');
}
