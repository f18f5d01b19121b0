/** The table of faults against figures. */
import { reasonsOf } from '../../faults/judge/kinds';
import * as table from '../../faults/judge/table';
import { latest, seconds, sum, worst } from '../../faults/judge/table';
import type { PathName } from '../load/plan';
import { errorsOf, gapMs, type Figures } from './figures';
import type { Limits } from './limits';

export { tally } from '../../faults/judge/table';
export type Entry = table.Entry<Figures, Limits>;

type Rounds = readonly Figures[];

const gap = (path: PathName) => (rounds: Rounds) => seconds(worst(rounds, (figures) => gapMs(figures, path)));
const errors =
  (...paths: PathName[]) =>
  (rounds: Rounds) =>
    String(paths.reduce((all, path) => all + sum(rounds, (figures) => errorsOf(figures, path)), 0));

export const TABLE = new table.Table<Figures, Limits>([
  ['write gap', gap('straight')],
  ['limit', (_, { straightMs }) => (straightMs === undefined ? '' : seconds(straightMs))],
  ['pooled write gap', gap('pooled')],
  ['longest pooled wait', (rounds) => seconds(worst(rounds, ({ paths }) => paths.pooled.waitMs))],
  ['read gap', gap('reads')],
  ['pooled read gap', gap('pooled reads')],
  ['errors straight', errors('straight', 'reads')],
  ['errors pooled', errors('pooled', 'pooled reads')],
  ['all back', (rounds) => latest(rounds, ({ backMs }) => backMs)],
  ['acknowledged', (rounds) => String(sum(rounds, ({ acknowledged }) => acknowledged))],
  ['lost', (rounds) => String(sum(rounds, ({ lost }) => lost.length))],
  ['two primaries', (rounds) => (rounds.some(({ twoAtOnce }) => twoAtOnce.length > 0) ? 'YES' : 'no'), 'text'],
]);

/** The reasons of all errors on these paths, most frequent first. */
export const reasons = (rounds: Rounds, ...paths: readonly PathName[]): string =>
  reasonsOf(rounds.flatMap((figures) => paths.map((path) => figures.paths[path].errors)));

export const plainTable = (entries: readonly Entry[]): string => TABLE.plain(entries);
export const markdownTable = (entries: readonly Entry[]): string => TABLE.markdown(entries);
