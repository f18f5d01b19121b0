/** What was promised of the edge, against what was measured. */
import { median } from '../common/numbers';
import type { Verdict } from '../common/page';
import { KINDS, type Kind, type Name } from './contenders';
import type { Turns } from './rounds';
import type { Turn } from './turns';

/** What the edge is promised to keep of the speed of a bare nginx. */
export const LEAST = 0.95;

const TITLES: Readonly<Record<Kind, string>> = {
  proxy: 'proxying',
  cached: 'kept answers',
  tls: 'full handshakes',
};

/** A figure of the edge to that of another, above 1 where the edge is better: the median of the rounds, as both had their turn in each. */
export function ratio(turns: Turns<Name>, other: Name, of: (turn: Turn) => number, least: 'less' | 'more'): number {
  const [own, theirs] = [turns.get('ours') ?? [], turns.get(other) ?? []];
  return median(
    own.map((turn, round) => {
      const that = theirs[round];
      if (that === undefined) return NaN;
      return least === 'less' ? of(that) / of(turn) : of(turn) / of(that);
    }),
  );
}

/** Of its core that a contender must have had for its times to be its own, and not those of whoever else had the core. */
const OWN_CORE = 0.5;

export function verdicts(turns: Readonly<Record<Kind, Turns<Name>>>): readonly Verdict[] {
  return KINDS.flatMap((kind) => {
    const rate = ratio(turns[kind], 'bare', ({ perCpuSecond }) => perCpuSecond, 'more');
    const first = promise(`${TITLES[kind]}, for a second of CPU`, rate, true);
    if (kind === 'tls') return [first];
    const p99 = ratio(turns[kind], 'bare', (turn) => turn.p99, 'less');
    return [first, promise(`${TITLES[kind]}, p99`, p99, hadTheirCores(turns[kind]))];
  });
}

const promise = (what: string, measured: number, isKnown: boolean): Verdict => ({
  what,
  promised: `at least ${LEAST} of a bare nginx`,
  measured: measured.toFixed(2),
  isMet: isKnown ? measured >= LEAST : undefined,
});

export const hadTheirCores = (turns: Turns<Name>): boolean =>
  (['ours', 'bare'] as const).every((name) => median((turns.get(name) ?? []).map(({ busy }) => busy)) >= OWN_CORE);
