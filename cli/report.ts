/** How the command speaks: refusals, tables, and colours on a terminal only. */
import { CODES, ScaleoutError, type CodeEntry } from '../constructs/errors';
import { errorColors as colors } from './colors';

/**
 * Runs a command's work; what is refused is printed and becomes exit code 1.
 *
 * @param closing said after the problems, with what did not happen because of them
 */
export function guarded(work: () => void, closing = ''): number {
  try {
    work();
    return 0;
  } catch (error) {
    if (!(error instanceof ScaleoutError)) throw error;
    for (const { code, at, path, message, remedy } of error.problems) {
      const where = [at, path].filter((part) => part !== undefined).join(' ');
      console.error(`${colors.red('error')} ${colors.bold(code)} ${colors.cyan(where)}`);
      console.error(`  ${message}.`);
      console.error(`  ${colors.green(remedy ?? (CODES[code] as CodeEntry).remedy)}`);
    }
    const { length } = error.problems;
    if (closing !== '') console.error(`\n${length} ${length === 1 ? 'problem' : 'problems'}; ${closing}.`);
    return 1;
  }
}

/** Lines of cells as columns; the last column is left as it is. */
export function columns(rows: readonly (readonly string[])[], indent = '  '): string {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => (row[i] ?? '').length)));
  return rows
    .map((row) => indent + row.map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(widths[i] ?? 0))).join('  '))
    .join('\n');
}

/** A word as a shell has to be given it. */
export const shellWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
