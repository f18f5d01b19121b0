/** Lets things happen to a cluster while agents plan for it, and sees to it that no plan does harm. */
import type { Plan, Step, Wanted } from '../../../../services/redis-agent/src/model';
import { plan } from '../../../../services/redis-agent/src/plan';
import { GossipCluster, type Pod } from './cluster';
import { failOver, ReplyError } from './commands';
import type { Event, Tale } from './events';
import { checkStep } from './harm';
import { act, Killed, Life } from './hand';
import { sightOf } from './sight';
import { checkWhole } from './whole';

/** Rounds after which it has to be settled: one for each batch of slots, and some to be sure that what was forgotten stays so. */
const ROUNDS = 200;
/** Longer than Redis keeps in mind what it has forgotten. */
const QUIET_SECONDS = 75;

export class History {
  readonly cluster: GossipCluster;
  /** What was done, for those who read a failure. */
  readonly deeds: string[] = [];
  wanted: Wanted;
  private writes = 0;
  private looks = 0;

  constructor({ seed, flavour, first, formed }: Omit<Tale, 'events'>) {
    this.cluster = new GossipCluster(flavour, seed);
    this.wanted = first;
    this.cluster.want(first);
    if (formed) this.ends();
  }

  private pick(which: number): Pod | undefined {
    const pods = [...this.cluster.pods.values()].filter(({ shard, ordinal }) => this.isSet(shard, ordinal));
    return pods[which % pods.length];
  }

  private isSet(shard: number, ordinal: number): boolean {
    return ordinal < (this.cluster.sets.get(shard) ?? 0);
  }

  happens(event: Event): void {
    const { cluster } = this;
    this.deeds.push(`${cluster.now}s ${JSON.stringify(event)}`);
    switch (event.kind) {
      case 'rounds':
        for (let i = 1; i <= event.rounds; i += 1) {
          this.round(new Life(i === event.rounds ? event.killedAfter : undefined));
          this.pass(event.pace);
        }
        return;
      case 'time':
        this.pass(event.seconds);
        return;
      case 'write':
        cluster.write(event.slot, (this.writes += 1));
        return;
      case 'want':
        this.wanted = event.wanted;
        cluster.want(event.wanted);
        for (const pod of cluster.surplus) this.retire(pod, event.graceful);
        return;
      case 'restart all':
        for (const pod of [...cluster.pods.values()]) cluster.stop(pod);
        for (const pod of [...cluster.pods.values()])
          if (this.isSet(pod.shard, pod.ordinal)) this.start(pod, event.how);
        return;
      default: {
        const pod = this.pick(event.which);
        if (pod !== undefined) this.hits(pod, event);
      }
    }
  }

  private hits(
    pod: Pod,
    event: Exclude<Event, { readonly kind: 'rounds' | 'time' | 'write' | 'want' | 'restart all' }>,
  ): void {
    const { cluster } = this;
    switch (event.kind) {
      case 'crash':
        cluster.stop(pod, event.gone);
        return;
      case 'restart':
        cluster.stop(pod);
        this.start(pod, event.how);
        return;
      case 'swap': {
        const other = this.pick(event.other);
        if (other === undefined || other === pod || pod.address === undefined || other.address === undefined) return;
        const [a, b] = [pod.address, other.address];
        for (const each of [pod, other]) cluster.stop(each, true);
        cluster.start(pod, { address: b, prepared: event.prepared });
        cluster.start(other, { address: a, prepared: event.prepared });
        return;
      }
      case 'stranger': {
        const { address } = pod;
        if (address === undefined) return;
        cluster.stop(pod, true);
        cluster.addStranger(address);
        cluster.start(pod);
        return;
      }
      case 'lose volume':
        cluster.loseVolume(pod, event.kept);
        cluster.start(pod);
        return;
      case 'old volume':
        if (cluster.bringBack(pod)) cluster.start(pod);
        return;
      case 'mute':
        pod.isMute = !pod.isMute;
        return;
      case 'nameless':
        pod.isNameless = !pod.isNameless;
        return;
      case 'cut off':
        pod.isCutOff = !pod.isCutOff;
    }
  }

  private start(pod: Pod, how: { readonly prepared: boolean; readonly moved: boolean; readonly loadsFor: number }) {
    const { prepared, moved, loadsFor } = how;
    const address = moved ? undefined : pod.address;
    this.cluster.start(pod, { prepared, loadsFor, ...(address === undefined ? {} : { address }) });
  }

  /** As its hook before the stop does, if there is time: a master hands over to a replica that stays. */
  private retire(pod: Pod, graceful: boolean): void {
    const { cluster } = this;
    pod.node.leaving = true;
    const heirs = [...cluster.pods.keys()].flatMap((name) => cluster.answering(name) ?? []);
    for (const heir of heirs.filter(
      ({ myself, linkUp, leaving }) => myself.masterId === pod.node.id && linkUp && !leaving,
    )) {
      if (!graceful || !pod.node.isMaster || pod.node.myself.slots.isEmpty) break;
      try {
        failOver(heir);
      } catch (error) {
        if (!(error instanceof ReplyError)) throw error;
      }
    }
    cluster.stop(pod, true);
  }

  pass(seconds: number): void {
    this.cluster.pass(seconds);
    this.checkLosses('by itself');
  }

  /** Looks, decides, and does what is left of its life for. */
  round(life = new Life()): Plan {
    const sight = sightOf(this.cluster, this.wanted);
    const next = plan(this.wanted, sight);
    this.looks += 1;
    // Now and then: it takes as long as the look itself.
    if (this.looks % 8 === 0) expect(plan(this.wanted, sight)).toEqual(next);
    if (next.settled) expect([...next.steps, ...next.waits, ...next.refusals]).toEqual([]);
    if (next.refusals.length > 0) expect(next.steps).toEqual([]);
    try {
      for (const step of next.steps) this.take(step, life);
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
      this.deeds.push(`${this.cluster.now}s the agent is killed`);
    }
    return next;
  }

  private take(step: Step, life: Life): void {
    checkStep(this.cluster, step);
    const text = JSON.stringify(step.do === 'move-slots' ? { ...step, slots: step.slots.length } : step);
    try {
      act(this.cluster, step, life);
      this.deeds.push(`${this.cluster.now}s ${text}`);
    } catch (error) {
      if (!(error instanceof ReplyError)) throw error;
      this.deeds.push(`${this.cluster.now}s ${text}: ${error.message}`);
    }
    this.checkLosses(text);
  }

  private checkLosses(by: string): void {
    const losses = this.cluster.ledger.losses.filter(({ excuse }) => excuse === undefined);
    if (losses.length > 0) throw new Error(`${JSON.stringify(losses[0])} is lost: ${by}`);
  }

  /** All that is wanted runs and is reached, and nothing happens any more. */
  ends(): Plan {
    const { cluster } = this;
    for (const pod of cluster.pods.values()) {
      Object.assign(pod, { isCutOff: false, isMute: false, isNameless: false });
      if (!pod.isUp && this.isSet(pod.shard, pod.ordinal)) cluster.start(pod);
    }
    let next: Plan | undefined;
    for (let i = 0, refused = 0; i < ROUNDS; i += 1) {
      next = this.round();
      // A refusal may pass, as long as Redis is about to mend it.
      refused = next.refusals.length > 0 ? refused + 1 : 0;
      if (refused > 30) return next;
      if (next.settled && this.staysSettled()) return next;
      this.pass(next.steps.length > 0 ? 1 : 2);
    }
    throw new Error(`not settled: ${JSON.stringify({ ...next, steps: next?.steps.map((step) => step.do) })}`);
  }

  private staysSettled(): boolean {
    for (let seconds = 0; seconds < QUIET_SECONDS; seconds += QUIET_SECONDS / 5) {
      this.pass(QUIET_SECONDS / 5);
      if (!plan(this.wanted, sightOf(this.cluster, this.wanted)).settled) return false;
    }
    return true;
  }
}

/** @returns how it ended */
export function tell({ events, ...rest }: Tale): Plan {
  const history = new History(rest);
  return explained(history, () => {
    for (const event of events) history.happens(event);
    const last = history.ends();
    if (last.settled) checkWhole(history.cluster, history.wanted);
    return last;
  });
}

/** A failure tells what was done. */
export function explained<T>(history: History, story: () => T): T {
  try {
    return story();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${reason}\n${history.deeds.slice(-60).join('\n')}`, { cause: error });
  }
}
