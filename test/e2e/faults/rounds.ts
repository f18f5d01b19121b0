import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Context, Step } from '../context';
import { CheckFailed } from '../fail';
import { count } from '../log';
import { report as stepsTable, type Row } from '../table';
import type { Fault } from './fault';
import { tally, type Entry, type Table } from './judge/table';

/** One round of one fault: `F` are its figures, `R` what they were taken from. */
export interface Round<F, R> {
  readonly figures: F;
  readonly report: R;
  readonly note: string;
  /** Why it could not be gone through with, or did not settle. */
  readonly failure?: string;
}

/** How rounds of one kind of cluster are judged and shown. */
export interface Sheet<F, L> {
  readonly table: Table<F, L>;
  readonly missesOf: (figures: F, limits: L) => string[];
  /** What the figures say besides the table's columns. */
  readonly remarks: (rounds: readonly F[]) => readonly string[];
}

/** Faults, each gone through a number of times, as one table. */
export class Rounds<F, L, R> {
  private readonly entries: Entry<F, L>[] = [];

  constructor(
    private readonly sheet: Sheet<F, L>,
    private readonly times: number,
  ) {}

  /** A fault as a step; `run` goes through one round of it. */
  step<S>(fault: Fault<S, L>, run: (number: number, context: Context) => Promise<Round<F, R>>): Step {
    const { sentence, limits, needsLab = false, wide = false } = fault;
    return {
      sentence,
      run: async (context) => {
        if ((needsLab || wide) && context.cluster.lab === undefined) {
          this.entries.push({ sentence, limits, rounds: [], misses: [], note: 'not the lab', result: 'left out' });
          return 'left out: not the lab';
        }
        const rounds: Round<F, R>[] = [];
        try {
          for (let i = 1; i <= this.times; i += 1) {
            const round = await run(i, context);
            rounds.push(round);
            const lines = this.sheet.table.plain([this.entryOf(fault, [round])]).split('\n');
            for (const line of lines.slice(0, 3)) context.log.say(`  ${line}`);
          }
        } catch (error) {
          const note = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
          this.entries.push({ ...this.entryOf(fault, rounds), misses: [note], result: 'FAILED' });
          throw error;
        }
        const entry = this.entryOf(fault, rounds);
        this.entries.push(entry);
        if (entry.misses.length > 0) throw new CheckFailed([...new Set(entry.misses)].join('; '));
        return entry.note === '' ? count(rounds.length, 'round') : entry.note;
      },
    };
  }

  private entryOf<S>({ sentence, limits }: Fault<S, L>, rounds: readonly Round<F, R>[]): Entry<F, L> {
    const figures = rounds.map((round) => round.figures);
    const note = [...rounds.map((round) => round.note), ...this.sheet.remarks(figures)];
    const misses = rounds.flatMap((round) => this.missesOf(round, limits));
    return {
      ...{ sentence, limits, rounds: figures, misses, result: misses.length === 0 ? 'kept' : 'MISSED' },
      note: note.filter((part) => part !== '').join('; '),
    };
  }

  /** A fault that could not be gone through with proves nothing, whatever its figures are. */
  private missesOf({ figures, failure }: Round<F, R>, limits: L): string[] {
    return [
      ...(failure === undefined ? [] : [failure.split('\n').slice(0, 3).join(' ')]),
      ...this.sheet.missesOf(figures, limits),
    ];
  }

  /** The faults as one table; what else went wrong stands before it. */
  report(rows: readonly Row[]): string {
    const sentences = new Set(this.entries.map(({ sentence }) => sentence));
    const others = rows.filter(({ sentence, result }) => !sentences.has(sentence) && result !== 'passed');
    return [...(others.length > 0 ? [stepsTable(others), ''] : []), this.sheet.table.plain(this.entries)].join('\n');
  }

  /** Writes the table as markdown. */
  write(path: string, what: string): void {
    const head = `${what}, ${count(this.times, 'round')} of each fault, times in seconds. ${tally(this.entries)}.`;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${head}\n\n${this.sheet.table.markdown(this.entries)}\n`);
  }
}
