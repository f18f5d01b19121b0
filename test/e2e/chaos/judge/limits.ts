/** What an event may cost, and where it exceeds that. That no acknowledged note is lost holds for all. */
import { total } from '../../faults/judge/kinds';
import { Misses } from '../../faults/judge/misses';
import { KINDS, type Kind } from '../load/plan';
import type { Figures } from './figures';

/** What one kind of requests may suffer. */
export interface KindLimits {
  /** Failed requests. @default any number */
  readonly failed?: number;
  /** Longest time between two good answers, in ms. @default any */
  readonly gapMs?: number;
  /** From the event to the last failed request, in ms. @default any */
  readonly untilMs?: number;
}

export interface Limits {
  readonly kinds: Readonly<Record<Kind, KindLimits>>;
  /** Until all is Ready again, in ms. */
  readonly backMs: number;
  /** Acknowledged visits that Redis may have forgotten. @default any number: replication is asynchronous, and a failover may lose the last ones */
  readonly forgotten?: number;
  /** Somebody wanted it. */
  readonly isPlanned: boolean;
}

/** Fewer of any kind prove nothing. */
const ENOUGH = 20;

/** Every promise that was not kept, with by how much. */
export function missesOf(figures: Figures, limits: Limits): string[] {
  const misses = new Misses();
  misses.none('LOST', figures.lost);
  misses.when(
    limits.forgotten !== undefined && figures.forgotten > limits.forgotten,
    `${figures.forgotten} visits forgotten`,
  );
  for (const kind of KINDS) {
    const { sent, failed, gapMs, untilMs } = figures.kinds[kind];
    const may = limits.kinds[kind];
    misses.when(may.failed !== undefined && total(failed) > may.failed, `${kind}: ${total(failed)} failed`);
    misses.over(`${kind}: no answer for`, gapMs, may.gapMs);
    misses.over(`${kind}: failing for`, untilMs, may.untilMs);
    misses.when(sent < ENOUGH, `${kind}: only ${sent} requests: proves nothing`);
  }
  if (figures.backMs === undefined) misses.when(true, 'not all came back');
  else misses.over('all Ready', figures.backMs, limits.backMs);
  return misses.list;
}
