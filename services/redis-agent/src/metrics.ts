/** What Prometheus gets: of the own node, and of the cluster as far as this agent looks at it. */
import { Counter, Gauge, Registry } from 'prom-client';
import type { NodeState } from './model';
import { SLOTS } from './model';
import type { Reconciler } from './reconciler';

export interface Measured {
  readonly reconciler: Reconciler;
  readonly isLeader: () => boolean;
  readonly own: () => Promise<NodeState>;
}

/** All metrics; each is asked for when somebody looks. */
export function metricsOf({ reconciler, isLeader, own }: Measured): Registry {
  const registry = new Registry();
  const registers = [registry];
  const gauge = (name: string, help: string, of: () => number | undefined) =>
    new Gauge({
      ...{ name: `redis_agent_${name}`, help, registers },
      collect() {
        const value = of();
        // A reset would leave 0, which says something.
        if (value === undefined) this.remove();
        else this.set(value);
      },
    });
  const seen = () => (isLeader() ? reconciler.view : undefined);
  const count = (holds: boolean | undefined) => (holds === undefined ? undefined : Number(holds));

  gauge('leader', 'Whether this agent is the one that acts.', () => Number(isLeader()));
  gauge('settled', 'Whether all is as wanted; of the agent that acts.', () => count(seen()?.plan.settled));
  gauge('refusals', 'What is left to people; of the agent that acts.', () => seen()?.plan.refusals.length);
  gauge('waits', 'What has to happen by itself first; of the agent that acts.', () => seen()?.plan.waits.length);
  gauge(
    'members',
    'Members that answer; of the agent that acts.',
    () => seen()?.sight.members.filter(({ state }) => state !== undefined).length,
  );
  gauge('slots_assigned', `Slots that a node that answers owns, of ${SLOTS}; of the agent that acts.`, () => {
    const view = seen();
    return view === undefined ? undefined : slotsServed(view.sight.members.flatMap(({ state }) => state ?? []));
  });
  new Counter({
    ...{ name: 'redis_agent_steps_total', help: 'Steps done, by kind.', labelNames: ['step'] as const, registers },
    collect() {
      this.reset();
      for (const [step, done] of reconciler.counts) this.inc({ step }, done);
    },
  });
  new Gauge({
    name: 'redis_agent_node',
    help: 'The own node: `up`, `master`, `link_up` (of a replica), `known_nodes`.',
    labelNames: ['fact'] as const,
    registers,
    async collect() {
      this.reset();
      const state = await own().catch(() => undefined);
      this.set({ fact: 'up' }, Number(state !== undefined));
      if (state === undefined) return;
      const isReplica = state.peers.some(({ myself, role }) => myself && role === 'replica');
      this.set({ fact: 'master' }, Number(!isReplica));
      this.set({ fact: 'known_nodes' }, state.peers.filter(({ handshake }) => !handshake).length);
      if (isReplica) this.set({ fact: 'link_up' }, Number(state.masterLinkUp));
    },
  });
  return registry;
}

/** Slots whose owner answers. */
export function slotsServed(states: readonly NodeState[]): number {
  const served = new Set<number>();
  for (const { peers } of states) {
    for (const { myself, slots } of peers) {
      if (!myself) continue;
      for (const [from, to] of slots) for (let slot = from; slot <= to; slot += 1) served.add(slot);
    }
  }
  return served.size;
}
