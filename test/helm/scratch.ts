/** A folder for the files of one test file, gone after its tests. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { OutputFile } from '../../packaging';

const root = mkdtempSync(join(tmpdir(), 'scaleout-test-'));
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

let count = 0;

/** A new path that nothing else uses. */
export function scratchPath(name: string): string {
  count += 1;
  return join(root, String(count), name);
}

/** Writes a file of its own. */
export function scratchFile(content: string, name = 'values.yaml'): string {
  const path = scratchPath(name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

/** Writes files into a new folder. */
export function scratchFolder(files: readonly OutputFile[]): string {
  const folder = scratchPath('');
  for (const { path, content } of files) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  return folder;
}
