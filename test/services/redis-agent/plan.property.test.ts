import fc from 'fast-check';
import type { Plan, Wanted } from '../../../services/redis-agent/src/model';
import { SLOTS } from '../../../services/redis-agent/src/model';
import { plan } from '../../../services/redis-agent/src/plan';
import { selfOf, type Live } from '../../../services/redis-agent/src/plan/cluster';
import { countOf } from '../../../services/redis-agent/src/plan/slots';
import { FakeCluster, type FakePod } from './fake-cluster';
import { Refused } from './fake-cluster/node';

/** The same histories each time, unless other ones are asked for: what one change breaks must not come up with another. */
const WHICH = { numRuns: Number(process.env['PLAN_RUNS'] ?? 6), seed: Number(process.env['PLAN_SEED'] ?? 1) };
/** Rounds after which it has to be settled: slots are moved in batches, and what was forgotten has to stay so for a while. */
const ROUNDS = 250;
jest.setTimeout(600_000);

/** Something that happens to a cluster; `which` picks among what there is. */
type Event =
  | { readonly kind: 'rounds'; readonly rounds: number; readonly cut: number }
  | { readonly kind: 'stop' | 'lose' | 'old identity'; readonly which: number }
  | { readonly kind: 'restart'; readonly which: number; readonly prepared: boolean }
  | { readonly kind: 'restart all'; readonly prepared: boolean }
  | { readonly kind: 'want'; readonly wanted: Wanted }
  | { readonly kind: 'write'; readonly slot: number };

const which = fc.nat(50);
const wanted = fc.record({ shards: fc.integer({ min: 3, max: 5 }), replicasPerShard: fc.integer({ min: 0, max: 2 }) });
const rounds = fc.record({
  kind: fc.constant('rounds' as const),
  rounds: fc.integer({ min: 1, max: 12 }),
  cut: fc.nat(8),
});
const want = fc.record({ kind: fc.constant('want' as const), wanted });
const write = fc.record({ kind: fc.constant('write' as const), slot: fc.integer({ min: 0, max: SLOTS - 1 }) });
const restart = fc.record({ kind: fc.constant('restart' as const), which, prepared: fc.boolean() });
const restartAll = fc.record({ kind: fc.constant('restart all' as const), prepared: fc.boolean() });
const hurt = fc.record({ kind: fc.constantFrom('stop' as const, 'lose' as const, 'old identity' as const), which });

/** One history of a cluster. */
class History {
  readonly cluster: FakeCluster;
  /** Keys that were written, with their slots. */
  readonly written = new Map<string, number>();
  private readonly kept = new Map<string, ReturnType<FakePod['node']['copy']>>();

  constructor(
    public wanted: Wanted,
    keepsStaleMasters: boolean,
  ) {
    this.cluster = new FakeCluster(keepsStaleMasters);
    this.startWanted();
  }

  /**
   * Kubernetes: what the values ask for runs; ordinals that they do not ask for any more are gone. Shards are the agent's: they run until it
   * removes them.
   */
  startWanted(): void {
    const { shards, replicasPerShard } = this.wanted;
    for (let shard = 0; shard < shards; shard += 1)
      for (let ordinal = 0; ordinal <= replicasPerShard; ordinal += 1) this.cluster.start({ shard, ordinal });
    for (const pod of this.cluster.pods.values())
      if (pod.shard >= shards && pod.ordinal <= replicasPerShard && !this.cluster.removed.has(pod.shard))
        this.cluster.start(pod);
    for (const pod of this.cluster.up) if (pod.ordinal > replicasPerShard) this.retire(pod);
  }

  /** As its hook before the stop does: a master hands over first. */
  private retire(pod: FakePod): void {
    const { node } = pod;
    const heir = this.cluster.up.find((other) => other.node.masterId === node.id && other.node.linkUp);
    if (node.role === 'master' && node.ranges.length > 0) {
      if (heir === undefined) return;
      this.cluster.apply({ do: 'fail-over', pod: heir.pod, why: '' });
    }
    this.cluster.stop(pod);
  }

  pick(which: number): FakePod | undefined {
    const { up } = this.cluster;
    return up[which % Math.max(1, up.length)];
  }

  happens(event: Event): void {
    const { cluster } = this;
    switch (event.kind) {
      case 'rounds':
        for (let i = 0; i < event.rounds; i += 1) this.round(i === event.rounds - 1 ? event.cut : Infinity);
        return;
      case 'stop': {
        const pod = this.pick(event.which);
        if (pod !== undefined) cluster.stop(pod);
        return;
      }
      case 'lose': {
        const pod = this.pick(event.which);
        if (pod !== undefined) cluster.loseVolume(pod);
        return;
      }
      case 'old identity': {
        const pod = this.pick(event.which);
        if (pod === undefined) return;
        const before = this.kept.get(pod.pod);
        this.kept.set(pod.pod, pod.node.copy());
        if (before === undefined) return;
        cluster.stop(pod);
        pod.node = before;
        return;
      }
      case 'restart': {
        const pod = this.pick(event.which);
        if (pod === undefined) return;
        cluster.stop(pod);
        cluster.start(pod, event.prepared);
        return;
      }
      case 'restart all': {
        const all = [...cluster.up];
        for (const pod of all) cluster.stop(pod);
        for (const pod of all) cluster.start(pod, event.prepared);
        return;
      }
      case 'want':
        this.wanted = event.wanted;
        this.startWanted();
        return;
      case 'write': {
        const key = `key ${this.written.size}`;
        const owner = cluster.owner(event.slot);
        if (owner === undefined) return;
        owner.node.keys.set(key, event.slot);
        this.written.set(key, event.slot);
        cluster.tick();
      }
    }
  }

  /** Looks, decides, and does as many steps as there is time for: an agent may be killed in between, and in the middle of a move. */
  round(most = Infinity): Plan {
    const sight = this.cluster.sight(this.wanted);
    const next = plan(this.wanted, sight);
    expect(plan(this.wanted, sight)).toEqual(next);
    if (next.settled) expect(next.steps).toEqual([]);
    const done = next.steps.slice(0, most);
    for (const [i, step] of done.entries()) {
      if (step.do === 'forget') {
        const alive = this.cluster.byId(step.id);
        if (alive !== undefined) throw new Error(`${alive.pod} is alive, and is forgotten: ${step.why}`);
      }
      try {
        this.cluster.apply(step, i === most - 1 && most !== Infinity ? 300 : Infinity);
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
      }
    }
    this.cluster.tick();
    return next;
  }

  /** All that is wanted runs, and nothing happens any more. */
  ends(): Plan {
    let next: Plan | undefined;
    for (let i = 0; i < ROUNDS; i += 1) {
      this.startWanted();
      next = this.round();
      if (next.settled || next.refusals.length > 0) return next;
    }
    throw new Error(
      `not settled after ${ROUNDS} rounds: ${JSON.stringify({ ...next, steps: next?.steps.slice(0, 3) })}`,
    );
  }

  /** What is wanted, and nothing else. */
  checkWhole(): void {
    const { shards, replicasPerShard } = this.wanted;
    const members = this.cluster.sight(this.wanted).members as readonly Live[];
    expect(members.length).toBe(shards * (1 + replicasPerShard));
    const ids = members.map(({ state }) => state.id).sort();
    for (const { state } of members) expect(state.peers.map(({ id }) => id).sort()).toEqual(ids);
    expect(this.cluster.served).toBe(SLOTS);
    for (let shard = 0; shard < shards; shard += 1) {
      const own = members.filter((member) => member.shard === shard);
      const masters = own.filter((member) => selfOf(member).role === 'master');
      expect(masters).toHaveLength(1);
      const share = countOf(masters.flatMap((member) => selfOf(member).slots));
      expect(Math.abs(share - SLOTS / shards)).toBeLessThan(2);
      expect(own.filter((member) => !masters.includes(member)).every(({ state }) => state.masterLinkUp)).toBe(true);
    }
  }

  /** Keys that were written and that their slots' owners do not have. */
  lost(): string[] {
    return [...this.written].flatMap(([key, slot]) =>
      this.cluster.owner(slot)?.node.keys.has(key) === true ? [] : [key],
    );
  }
}

/** A cluster that was made, and what happens to it then. */
const histories = (events: fc.Arbitrary<Event>, maxLength: number) =>
  fc.record({ first: wanted, stale: fc.boolean(), events: fc.array(events, { maxLength }) });

function run(history: History, events: readonly Event[]): Plan {
  for (const event of events) history.happens(event);
  return history.ends();
}

describe('from any state there is a way to what is wanted', () => {
  test('while agents are killed, and shards and replicas come and go: no key is lost, and nothing is refused', () => {
    fc.assert(
      fc.property(histories(fc.oneof(rounds, want, write), 14), ({ first, stale, events }) => {
        const history = new History(first, stale);
        expect(run(history, events).refusals).toEqual([]);
        history.checkWhole();
        expect(history.lost()).toEqual([]);
      }),
      WHICH,
    );
  });

  test('while nodes come back with other addresses too', () => {
    fc.assert(
      fc.property(histories(fc.oneof(rounds, want, write, restart, restartAll), 14), ({ first, stale, events }) => {
        const history = new History(first, stale);
        expect(run(history, events).refusals).toEqual([]);
        history.checkWhole();
      }),
      WHICH,
    );
  });

  test('while nodes are lost, with their volumes, and old volumes come back: or it says why not', () => {
    fc.assert(
      fc.property(
        histories(fc.oneof(rounds, rounds, want, write, restart, restartAll, hurt), 14),
        ({ first, stale, events }) => {
          const history = new History(first, stale);
          if (run(history, events).refusals.length === 0) history.checkWhole();
        },
      ),
      WHICH,
    );
  });
});
