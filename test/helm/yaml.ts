/** YAML in and out, independent of the code under test. */
import { parseAllDocuments, type Tags } from 'yaml';
import type { Json } from '../../constructs/values/expr';

/** YAML 1.1 as Kubernetes reads it: without base 60, dates and binary, and a number begins with a digit. */
const customTags = (tags: Tags): Tags =>
  tags.flatMap((tag): Tags[number][] => {
    if (typeof tag === 'string') return [tag];
    if (/:(?:timestamp|binary|omap|pairs|set)$/.test(tag.tag) || ('format' in tag && tag.format === 'TIME')) return [];
    if (!tag.tag.endsWith(':float') || !('test' in tag) || tag.test === undefined) return [tag];
    return [{ ...tag, test: new RegExp(`^(?=[-+]?\\.?[0-9])(?:${tag.test.source})`) }];
  });

/** The documents of a stream; those without content are left out. */
export function readYaml(text: string): Json[] {
  const documents = parseAllDocuments(text, { version: '1.1', customTags });
  if (!Array.isArray(documents)) return [];
  return documents.flatMap((document) => {
    const [error] = document.errors;
    if (error !== undefined) throw error;
    const value = document.toJS() as Json;
    return value === null ? [] : [value];
  });
}

/**
 * Values as a file, to be read by people and by any parser alike: one key a line, every text in double quotes and in
 * ASCII, so that nothing depends on how a parser takes plain text or odd characters.
 */
export function writeYaml(value: Json): string {
  return `${block(value, '').trimStart()}\n`;
}

function block(value: Json, indent: string): string {
  if (value === null || typeof value !== 'object') return ` ${scalar(value)}`;
  const list = Array.isArray(value);
  const entries = Object.entries(value as Readonly<Record<string, Json>>);
  if (entries.length === 0) return list ? ' []' : ' {}';
  const lines = entries.map(([key, inner]) => `${indent}${list ? '-' : `${name(key)}:`}${block(inner, `${indent}  `)}`);
  return `\n${lines.join('\n')}`;
}

const scalar = (value: string | number | boolean | null): string =>
  typeof value === 'string' ? quoted(value) : String(value);
const name = (key: string): string =>
  /^[A-Za-z][A-Za-z0-9/.-]{2,}$/.test(key) && !/^(yes|off|true|null|false)$/i.test(key) ? key : quoted(key);

function quoted(text: string): string {
  const inside = [...text].map((c) => {
    if (c === '"' || c === '\\') return `\\${c}`;
    if (c === '\n') return '\\n';
    if (/[ -~]/.test(c)) return c;
    const hex = (c.codePointAt(0) ?? 0).toString(16);
    return hex.length > 4 ? `\\U${hex.padStart(8, '0')}` : `\\u${hex.padStart(4, '0')}`;
  });
  return `"${inside.join('')}"`;
}
