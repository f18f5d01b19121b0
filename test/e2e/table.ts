/** What became of a step. */
export interface Row {
  readonly sentence: string;
  readonly result: 'passed' | 'failed' | 'not run';
  readonly seen: string;
  readonly seconds: number;
}

const marks = { passed: 'ok', failed: 'FAILED', 'not run': 'not run' } as const;
const widest = 78;

/** The steps as a table, and the line that counts them, alone at the end. */
export function report(rows: readonly Row[]): string {
  const cells = rows.map(({ sentence, result, seen, seconds }) => [
    marks[result],
    sentence,
    shortened(seen),
    result === 'not run' ? '' : String(seconds),
  ]);
  const heads = ['', 'step', 'seen', 's'];
  const widths = heads.map((head, column) => Math.max(head.length, ...cells.map((row) => (row[column] ?? '').length)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '-'.repeat(width)).join('  ');
  const tally = (result: Row['result']) => rows.filter((row) => row.result === result).length;
  return [line(heads), rule, ...cells.map(line), '', `${tally('passed')} passed, ${tally('failed')} failed`].join('\n');
}

/** The first line, cut: the whole of it stands in the log above. */
function shortened(seen: string): string {
  const first = seen.split('\n')[0] ?? '';
  return first.length > widest ? `${first.slice(0, widest - 1)}…` : first;
}
