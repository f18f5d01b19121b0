import { chmodSync, renameSync, writeFileSync } from 'node:fs';

/**
 * Puts a script in the place of a program, for others that execute it: its own libraries are not where the system looks for them. The
 * program is told the script's path as its own, since it looks for its files from there.
 *
 * @param path where the program is now; it will be at `final` together with `loader` and `libraries`
 */
export function wrap(path: string, final: string, at: { readonly loader: string; readonly libraries: string }): void {
  renameSync(path, `${path}.elf`);
  const words = [at.loader, '--argv0', final, '--library-path', at.libraries, `${final}.elf`].map(quoted);
  writeFileSync(path, `#!/bin/sh\nexec ${words.join(' ')} "$@"\n`);
  chmodSync(path, 0o755);
}

const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;
