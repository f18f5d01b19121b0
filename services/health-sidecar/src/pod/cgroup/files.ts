/** The small files of a cgroup. What is not there, or is not what it should be, is undefined. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export async function readText(...path: readonly string[]): Promise<string | undefined> {
  try {
    return (await readFile(join(...path), 'utf8')).trim();
  } catch {
    return undefined;
  }
}

/** A count as the kernel writes it. */
export function countOf(text: string | undefined): number | undefined {
  return /^\d{1,20}$/.test(text ?? '') ? Number(text) : undefined;
}

/** `name value` lines. */
export function fieldsOf(text: string | undefined): (name: string) => number | undefined {
  const fields = new Map<string, string>();
  for (const line of (text ?? '').split('\n')) {
    const [name = '', value = ''] = line.trim().split(' ');
    fields.set(name, value);
  }
  return (name) => countOf(fields.get(name));
}
