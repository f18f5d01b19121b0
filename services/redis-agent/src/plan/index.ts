/** From what is seen to what is to be done. A pure function: the same sight gives the same plan. */
import type { Plan, Sight, Step, Wanted } from '../model';
import { assign } from './assign';
import { balance } from './balance';
import { Cluster } from './cluster';
import { identities } from './identities';
import { join } from './join';
import { majority } from './majority';
import { marks } from './marks';
import { together } from './part';
import { unrest } from './quiet';
import { removal } from './removal';
import { handOvers, roles } from './roles';
import { spread } from './spread';

/** In this order: the next is looked at when the one before has nothing to do, and all is quiet. */
const WHEN_QUIET: readonly ((cluster: Cluster) => Step[])[] = [marks, balance, removal, spread];

export function plan(wanted: Wanted, sight: Sight): Plan {
  const cluster = new Cluster(wanted, sight);
  const joining = join(cluster);
  // Who is made a new node now is given slots when it is one.
  const isReset = joining.some(({ steps: all = [] }) => all.some((step) => step.do === 'reset'));
  const assigning = assign(cluster).map((part) => (isReset ? { ...part, steps: [] } : part));
  const { steps, refusals, waits } = together([
    ...assigning,
    ...joining,
    ...identities(cluster),
    ...majority(cluster),
    ...roles(cluster),
    { steps: handOvers(cluster) },
  ]);
  const restless = [...new Set([...waits, ...unrest(cluster)])];
  if (refusals.length > 0) return { steps: [], refusals, waits: restless, settled: false };
  if (steps.length > 0 || restless.length > 0) return { steps, refusals, waits: restless, settled: false };
  for (const part of WHEN_QUIET) {
    const next = part(cluster);
    if (next.length > 0) return { steps: next, refusals, waits: [], settled: false };
  }
  return { steps: [], refusals, waits: [], settled: true };
}
