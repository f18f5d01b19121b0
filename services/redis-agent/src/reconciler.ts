/** Looks, decides, acts, and looks again: what is wanted is compared with what is there, whatever led there. */
import type { Connections } from './connection';
import type { Topology } from './env';
import type { Log } from './log';
import { Actor, type Hands } from './act';
import type { Plan, Sight, Step, Wanted } from './model';
import type { Observer } from './observe';
import { reasonOf } from './observe';
import { plan } from './plan';

/** Something that was done, for those who look later. */
export interface Deed {
  readonly at: string;
  readonly step: Step;
  readonly ms: number;
  readonly result?: object;
  readonly error?: string;
}

/** What was last seen and decided. */
export interface View {
  readonly at: string;
  readonly wanted: Wanted;
  /** Whether it is done, or said alone. */
  readonly acts: boolean;
  readonly sight: Sight;
  readonly plan: Plan;
}

export interface ReconcilerOptions {
  readonly observer: Observer;
  readonly connections: Connections;
  readonly topology: () => Topology;
  readonly hands: Omit<Hands, 'node'>;
  /** Decide, and do nothing. */
  readonly dryRun: boolean;
  readonly log: Log;
}

/** How soon it looks again, in milliseconds. */
const PACE = { moving: 10, acting: 200, waiting: 1000, settled: 5000 } as const;
const DEEDS_KEPT = 50;
const COMPLAINTS_KEPT = 100;

export class Reconciler {
  view: View | undefined;
  readonly deeds: Deed[] = [];
  /** Steps done since the start, by kind. */
  readonly counts = new Map<Step['do'], number>();
  private said = '';
  private readonly complaints = new Set<string>();

  constructor(private readonly options: ReconcilerOptions) {}

  /** Looks and decides. */
  async look(): Promise<View> {
    const { observer, topology, dryRun } = this.options;
    const { act, ...wanted } = topology();
    const sight = await observer.look(wanted);
    this.view = { at: new Date().toISOString(), wanted, acts: act && !dryRun, sight, plan: plan(wanted, sight) };
    this.say(this.view.plan);
    return this.view;
  }

  /**
   * One round.
   *
   * @returns milliseconds until the next is due
   */
  async round(): Promise<number> {
    const { hands } = this.options;
    const { plan: next, sight, acts } = await this.look();
    if (next.settled) return PACE.settled;
    if (next.steps.length === 0 || !acts) return PACE.waiting;
    const { connections } = this.options;
    const actor = new Actor({ ...hands, node: (member) => connections.to(member.pod, member.address ?? '') }, sight);
    let failed = false;
    for (const step of next.steps) {
      if (!hands.mayGoOn()) break;
      failed = !(await this.take(actor, step)) || failed;
    }
    if (failed) return PACE.waiting;
    // Nobody has to hear of a move by gossip before the next.
    return next.steps.every((step) => step.do === 'move-slots') ? PACE.moving : PACE.acting;
  }

  private async take(actor: Actor, step: Step): Promise<boolean> {
    const { log } = this.options;
    const begin = performance.now();
    const deed = (rest: Pick<Deed, 'result' | 'error'>): void => {
      this.deeds.push({ at: new Date().toISOString(), step, ms: Math.round(performance.now() - begin), ...rest });
      if (this.deeds.length > DEEDS_KEPT) this.deeds.shift();
    };
    try {
      const result = await actor.take(step);
      this.counts.set(step.do, (this.counts.get(step.do) ?? 0) + 1);
      deed(result === undefined ? {} : { result });
      log.info({ ...brief(step), ...(result ?? {}) }, step.do);
      return true;
    } catch (error) {
      deed({ error: reasonOf(error) });
      this.complain(step, (error as Error).message);
      return false;
    }
  }

  /** Once, however often it is tried again. */
  private complain(step: Step, reason: string): void {
    const key = JSON.stringify([brief(step), step.do, reason]);
    if (this.complaints.has(key)) return;
    if (this.complaints.size >= COMPLAINTS_KEPT) this.complaints.clear();
    this.complaints.add(key);
    this.options.log.warn({ ...brief(step), reason }, `${step.do} failed; tried again as long as it is wanted`);
  }

  /** Says a change of mind once. */
  private say({ refusals, waits, settled, steps }: Plan): void {
    const text = JSON.stringify([refusals, waits, settled]);
    if (text === this.said || (steps.length > 0 && refusals.length === 0)) return;
    this.said = text;
    const { log } = this.options;
    if (refusals.length > 0) log.error({ refusals }, 'not understood, left to people');
    else if (settled) {
      this.complaints.clear();
      log.info('all is as wanted');
    } else log.info({ waits }, 'waiting');
  }
}

/** Without the slots one by one. */
const brief = (step: Step): object =>
  step.do === 'move-slots'
    ? { ...step, do: undefined, slots: undefined, count: step.slots.length }
    : { ...step, do: undefined };
