/** What packaging makes, and how it reaches the disk: all of it, or nothing. */
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { ScaleoutError } from '../constructs/errors';

/** A file of dist/. */
export interface OutputFile {
  /** Relative to dist/, with `/`. */
  readonly path: string;
  readonly content: string;
}

/**
 * A file whose text is one flat string. What templates are joined from is otherwise kept in memory, piece by piece, for as
 * long as the file is: five times its size.
 */
export function outputFile(path: string, content: string): OutputFile {
  return { path, content: Buffer.from(content).toString() };
}

/** Lists what was written, so that the next run knows the folder as its own. Hidden, and no YAML: kubectl passes it by. */
const MARKER = '.scaleout';

/**
 * Replaces a folder by these files. They are written beside it and swapped in by renaming, so that a reader never sees
 * half of them, and a failure leaves the folder as it was.
 *
 * @throws ScaleoutError SCALE-OUTPUT-001 when the folder holds files that were not written by this function
 */
export function publish(files: readonly OutputFile[], folder: string): void {
  const target = resolve(folder);
  refuseForeign(target);
  mkdirSync(dirname(target), { recursive: true });
  // Not by mkdtemp: its folders are for their maker's eyes only, and this one becomes the output.
  const fresh = join(dirname(target), `.${basename(target)}-${randomUUID()}`);
  mkdirSync(fresh);
  const old = `${fresh}-old`;
  try {
    for (const { path, content } of files) {
      const file = join(fresh, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
    const { path, content } = outputMarker(files);
    writeFileSync(join(fresh, path), content);
    if (existsSync(target)) renameSync(target, old);
    renameSync(fresh, target);
  } finally {
    if (!existsSync(target) && existsSync(old)) renameSync(old, target);
    rmSync(fresh, { recursive: true, force: true });
    rmSync(old, { recursive: true, force: true });
  }
}

/** Whether a folder was written by {@link publish}. */
export const isOurs = (folder: string): boolean => existsSync(join(folder, MARKER));

/** The hidden file that lists what was written. */
export function outputMarker(files: readonly OutputFile[]): OutputFile {
  const paths = files.map(({ path }) => path).sort();
  return {
    path: MARKER,
    content: ['# Written by `scaleout synth`; the next run replaces this folder.', ...paths, ''].join('\n'),
  };
}

function refuseForeign(target: string): void {
  if (!existsSync(target)) return;
  const isFolder = statSync(target).isDirectory();
  const file = join(target, MARKER);
  const own = new Set([MARKER, ...(isFolder && existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [])]);
  const foreign = isFolder ? filesBelow(target).filter((path) => !own.has(path)) : ['a file of that name'];
  if (foreign.length === 0) return;
  const names = foreign.slice(0, 3).join(', ') + (foreign.length > 3 ? ', …' : '');
  throw new ScaleoutError([{ code: 'SCALE-OUTPUT-001', path: basename(target), message: `it holds ${names}` }]);
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort();
}
