/** Every declared value is used, and every value that is read is declared; or there is no chart. */
import type { z } from 'zod';
import { ScaleoutError, type Problem } from '../../constructs/errors';
import { fieldOf, leaves } from '../../constructs/values/schema';
import type { OutputFile } from '../output';

const FIELD = /(?<!index \$?)\.Values((?:\.[A-Za-z_][A-Za-z0-9_]*)+)/g;
const INDEX = /index \$?\.Values((?:\.[A-Za-z_][A-Za-z0-9_]*)*)((?: "[^"]*")+)/g;

/** The paths that templates read, as `a.b.c`. */
export function readPaths(templates: readonly OutputFile[]): Map<string, string> {
  const paths = new Map<string, string>();
  for (const { path, content } of templates) {
    for (const [, dotted = ''] of content.matchAll(FIELD)) paths.set(dotted.slice(1), path);
    for (const [, dotted = '', keys = ''] of content.matchAll(INDEX)) {
      const quoted = [...keys.matchAll(/"([^"]*)"/g)].map(([, key]) => key);
      paths.set([dotted.slice(1), ...quoted].filter((part) => part !== '').join('.'), path);
    }
  }
  return paths;
}

/** @throws ScaleoutError SCALE-VALUES-020 and -021, all at once */
export function checkReferences(schema: z.ZodType, templates: readonly OutputFile[]): void {
  const read = readPaths(templates);
  const problems: Problem[] = [];
  for (const { path } of leaves(schema)) {
    const used = path.some((_, i) => read.has(path.slice(0, i + 1).join('.')));
    if (!used) problems.push({ code: 'SCALE-VALUES-020', path: path.join('.'), message: 'no template reads it' });
  }
  for (const [path, file] of read) {
    if (!declared(schema, path.split('.'))) {
      problems.push({ code: 'SCALE-VALUES-021', at: file, path, message: 'the schema has no such key' });
    }
  }
  if (problems.length > 0) throw new ScaleoutError(problems);
}

function declared(schema: z.ZodType, path: readonly string[]): boolean {
  let at: z.ZodType | undefined = schema;
  for (const key of path) at = at && fieldOf(at).shape?.[key];
  return at !== undefined;
}
