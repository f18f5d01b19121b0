/** What pages of results have in common. */
import { arch, cpus, platform, release } from 'node:os';
import { installed, type ServerName } from '../../tools/servers/install';

/** One promise, and what became of it. */
export interface Verdict {
  readonly what: string;
  readonly promised: string;
  readonly measured: string;
  /** Nobody knows when it could not be measured. */
  readonly isMet: boolean | undefined;
}

/** Load of the machine over a minute, before and after. */
export type Load = readonly [before: number, after: number];

/** What it was measured on. */
export const hardware = (): string =>
  `${platform()} ${arch()} ${release()}, ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}`;

export const today = (): string => new Date().toISOString().slice(0, 10);

export const loadSentence = (load: Load): string =>
  `Load of the machine, of which others used a part: ${load.map((each) => each.toFixed(1)).join(' before, ')} after.`;

export const verdictTable = (verdicts: readonly Verdict[]): string =>
  [
    '| | promised | measured | |',
    '| --- | --- | --- | --- |',
    ...verdicts.map(
      ({ what, promised, measured, isMet }) => `| ${what} | ${promised} | ${measured} | ${outcome(isMet)} |`,
    ),
  ].join('\n');

const outcome = (isMet: boolean | undefined): string =>
  isMet === undefined ? 'not known' : isMet ? 'met' : '**missed**';

/** With as many digits as can mean anything. */
export const shown = (value: number): string =>
  value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);

export const versionOf = (name: ServerName): string => installed(name)?.version ?? 'unknown';
