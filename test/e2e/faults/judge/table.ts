/** The table of faults against figures: `F` are the figures of a round, `L` what a fault may cost. */

/** One fault, with all rounds of it that came to an end. */
export interface Entry<F, L> {
  readonly sentence: string;
  readonly limits: L;
  readonly rounds: readonly F[];
  readonly misses: readonly string[];
  /** What was done and seen, in a few words. */
  readonly note: string;
  readonly result: 'kept' | 'MISSED' | 'left out' | 'FAILED';
}

/** A column of figures, and its cell for the rounds of a fault: of what is measured the worst, of what is counted the sum. */
export type Column<F, L> = readonly [
  head: string,
  cell: (rounds: readonly F[], limits: L) => string,
  /** Words, not a number. */
  text?: 'text',
];

export const worst = <F>(rounds: readonly F[], of: (figures: F) => number): number =>
  rounds.reduce((most, figures) => Math.max(most, of(figures)), 0);
export const sum = <F>(rounds: readonly F[], of: (figures: F) => number): number =>
  rounds.reduce((all, figures) => all + of(figures), 0);
export const seconds = (ms: number): string => (ms / 1000).toFixed(2);
/** The longest of what should end, or that it never did. */
export const latest = <F>(rounds: readonly F[], of: (figures: F) => number | undefined): string =>
  rounds.some((figures) => of(figures) === undefined) ? 'never' : seconds(worst(rounds, (figures) => of(figures) ?? 0));

/** A fault as a line of text, in columns. */
export class Table<F, L> {
  constructor(private readonly columns: readonly Column<F, L>[]) {}

  private get heads(): string[] {
    return ['fault', ...this.columns.map(([head]) => head), 'result', 'note'];
  }

  private cells({ sentence, limits, rounds, misses, note, result }: Entry<F, L>): string[] {
    const figures = this.columns.map(([, cell]) => (rounds.length === 0 ? '' : cell(rounds, limits)));
    const remarks = [...new Set(misses), note].filter((part) => part !== '').join('; ');
    return [sentence, ...figures, result, remarks];
  }

  /** For a terminal. */
  plain(entries: readonly Entry<F, L>[]): string {
    const { heads } = this;
    const rows = entries.map((entry) => this.cells(entry));
    const widths = heads.map((head, i) => Math.max(head.length, ...rows.map((row) => (row[i] ?? '').length)));
    const last = heads.length - 1;
    const line = (row: readonly string[]) =>
      row
        .map((cell, i) => (i === last ? cell : cell.padEnd(widths[i] ?? 0)))
        .join('  ')
        .trimEnd();
    const rule = widths.map((width, i) => '-'.repeat(i === last ? 4 : width)).join('  ');
    return [line(heads), rule, ...rows.map(line), '', tally(entries)].join('\n');
  }

  /** For a page of the docs. */
  markdown(entries: readonly Entry<F, L>[]): string {
    const { heads } = this;
    const escaped = (cell: string) => cell.replaceAll('|', '\\|');
    const line = (row: readonly string[]) => `| ${row.map(escaped).join(' | ')} |`;
    const words = ['---', ...this.columns.map(([, , text]) => (text === undefined ? '--:' : '---')), '---', '---'];
    const rule = line(words);
    return [line(heads), rule, ...entries.map((entry) => line(this.cells(entry)))].join('\n');
  }
}

/** How many of each result, alone on its line. */
export function tally(entries: readonly Entry<unknown, unknown>[]): string {
  const results = ['kept', 'MISSED', 'FAILED', 'left out'] as const;
  return results
    .map((result) => [result, entries.filter((entry) => entry.result === result).length] as const)
    .filter(([, times]) => times > 0)
    .map(([result, times]) => `${times} ${result}`)
    .join(', ');
}
