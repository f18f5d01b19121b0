/** The table of events against figures. */
import { reasonsOf, total } from '../../faults/judge/kinds';
import * as table from '../../faults/judge/table';
import { latest, seconds, sum, worst, type Column } from '../../faults/judge/table';
import { KINDS, type Kind } from '../load/plan';
import type { Figures } from './figures';
import type { Limits } from './limits';

export type Entry = table.Entry<Figures, Limits>;

/** What the table calls them. */
const WORDS: Readonly<Record<Kind, string>> = { page: 'page', api: 'API', write: 'write', redis: 'Redis' };

const failed = (kind: Kind): Column<Figures, Limits> => [
  `${WORDS[kind]} failed`,
  (rounds) => String(sum(rounds, ({ kinds }) => total(kinds[kind].failed))),
];
const gap = (kind: Kind): Column<Figures, Limits> => [
  `${WORDS[kind]} gap`,
  (rounds, { kinds }) => {
    const limit = kinds[kind].gapMs;
    const is = seconds(worst(rounds, (figures) => figures.kinds[kind].gapMs));
    return limit === undefined ? is : `${is} of ${limit / 1000}`;
  },
];
const sentIn = ({ kinds }: Figures): number => KINDS.reduce((all, kind) => all + kinds[kind].sent, 0);
const untilIn = ({ kinds }: Figures): number => Math.max(...KINDS.map((kind) => kinds[kind].untilMs));

export const TABLE = new table.Table<Figures, Limits>([
  ['class', (_, { isPlanned }) => (isPlanned ? 'planned' : 'unplanned'), 'text'],
  ['requests', (rounds) => String(sum(rounds, sentIn))],
  ...KINDS.map(failed),
  ...KINDS.map(gap),
  ['failing until', (rounds) => seconds(worst(rounds, untilIn))],
  ['all Ready', (rounds) => latest(rounds, ({ backMs }) => backMs)],
  ['acknowledged', (rounds) => String(sum(rounds, ({ acknowledged }) => acknowledged))],
  ['lost', (rounds) => String(sum(rounds, ({ lost }) => lost.length))],
  ['visits forgotten', (rounds) => String(sum(rounds, ({ forgotten }) => forgotten))],
]);

/** Why requests failed, kind by kind. */
export const remarks = (rounds: readonly Figures[]): string[] =>
  KINDS.flatMap((kind) => {
    const reasons = reasonsOf(rounds.map(({ kinds }) => kinds[kind].failed));
    return reasons === '' ? [] : [`${WORDS[kind]}: ${reasons}`];
  });
