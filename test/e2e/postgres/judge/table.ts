/** The table of faults against figures. */
import type { PathName } from '../load/plan';
import { errorsOf, gapMs, type Figures, type Kinds } from './figures';
import type { Limits } from './limits';

/** One fault, with all rounds of it that came to an end. */
export interface Entry {
  readonly sentence: string;
  readonly limits: Limits;
  readonly rounds: readonly Figures[];
  readonly misses: readonly string[];
  /** What was done and seen, in a few words. */
  readonly note: string;
  readonly result: 'kept' | 'MISSED' | 'left out' | 'FAILED';
}

const HEADS = [
  'fault',
  'write gap',
  'limit',
  'pooled write gap',
  'longest pooled wait',
  'read gap',
  'pooled read gap',
  'errors straight',
  'errors pooled',
  'all back',
  'acknowledged',
  'lost',
  'two primaries',
  'result',
  'note',
] as const;

const worst = (rounds: readonly Figures[], of: (figures: Figures) => number): number =>
  rounds.reduce((most, figures) => Math.max(most, of(figures)), 0);
const total = (rounds: readonly Figures[], of: (figures: Figures) => number): number =>
  rounds.reduce((sum, figures) => sum + of(figures), 0);
const seconds = (ms: number): string => (ms / 1000).toFixed(2);

/** A row's cells: of several rounds the worst, of things that are counted the sum. */
function cells({ sentence, limits, rounds, misses, note, result }: Entry): string[] {
  const gap = (path: PathName) => seconds(worst(rounds, (figures) => gapMs(figures, path)));
  const errors = (...paths: PathName[]) =>
    String(paths.reduce((sum, path) => sum + total(rounds, (figures) => errorsOf(figures, path)), 0));
  const back = rounds.some(({ backMs }) => backMs === undefined)
    ? 'never'
    : seconds(worst(rounds, ({ backMs }) => backMs ?? 0));
  const remarks = [...new Set(misses), note].filter((part) => part !== '').join('; ');
  if (rounds.length === 0) return [sentence, ...HEADS.slice(3).map(() => ''), result, remarks];
  return [
    sentence,
    gap('straight'),
    limits.straightMs === undefined ? '' : seconds(limits.straightMs),
    gap('pooled'),
    seconds(worst(rounds, ({ paths }) => paths.pooled.waitMs)),
    gap('reads'),
    gap('pooled reads'),
    errors('straight', 'reads'),
    errors('pooled', 'pooled reads'),
    back,
    String(total(rounds, ({ acknowledged }) => acknowledged)),
    String(total(rounds, ({ lost }) => lost.length)),
    rounds.some(({ twoAtOnce }) => twoAtOnce.length > 0) ? 'YES' : 'no',
    result,
    remarks,
  ];
}

/** The reasons of all errors on these paths, most frequent first. */
export function reasons(rounds: readonly Figures[], ...paths: readonly PathName[]): string {
  const sums: Record<string, number> = {};
  const add = (kinds: Kinds) => {
    for (const [kind, times] of Object.entries(kinds)) sums[kind] = (sums[kind] ?? 0) + times;
  };
  for (const figures of rounds) for (const path of paths) add(figures.paths[path].errors);
  return Object.entries(sums)
    .sort(([, a], [, b]) => b - a)
    .map(([kind, times]) => `${times} x ${kind}`)
    .join(', ');
}

/** For a terminal. */
export function plainTable(entries: readonly Entry[]): string {
  const rows = entries.map(cells);
  const widths = HEADS.map((head, i) => Math.max(head.length, ...rows.map((row) => (row[i] ?? '').length)));
  const last = HEADS.length - 1;
  const line = (row: readonly string[]) =>
    row
      .map((cell, i) => (i === last ? cell : cell.padEnd(widths[i] ?? 0)))
      .join('  ')
      .trimEnd();
  const rule = widths.map((width, i) => '-'.repeat(i === last ? 4 : width)).join('  ');
  return [line(HEADS), rule, ...rows.map(line), '', tally(entries)].join('\n');
}

/** For a page of the docs. */
export function markdownTable(entries: readonly Entry[]): string {
  const escaped = (cell: string) => cell.replaceAll('|', '\\|');
  const line = (row: readonly string[]) => `| ${row.map(escaped).join(' | ')} |`;
  const rule = line(HEADS.map((_, i) => (i === 0 || i >= HEADS.length - 3 ? '---' : '--:')));
  return [line(HEADS), rule, ...entries.map((entry) => line(cells(entry)))].join('\n');
}

/** How many of each result, alone on its line. */
export function tally(entries: readonly Entry[]): string {
  const results = ['kept', 'MISSED', 'FAILED', 'left out'] as const;
  return results
    .map((result) => [result, entries.filter((entry) => entry.result === result).length] as const)
    .filter(([, times]) => times > 0)
    .map(([result, times]) => `${times} ${result}`)
    .join(', ');
}
