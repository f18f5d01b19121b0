/** The agent's hand: what `act.ts`, `move.ts` and `atomic-move.ts` send for a step, up to where the agent is killed. */
import { FORCED_BEFORE_MS } from '../../../../services/redis-agent/src/act';
import type { Step } from '../../../../services/redis-agent/src/model';
import type { GossipCluster } from './cluster';
import * as told from './commands';
import { AGAIN_AFTER, broadcast } from './election';
import { slotOf, type GossipNode } from './node';
import { SlotSet } from './slot-set';

/** The agent is no more. */
export class Killed extends Error {}

/** The commands that an agent still sends in its life. */
export class Life {
  constructor(private left = Infinity) {}

  /** @returns how many of `wanted` it sends */
  spend(wanted: number): number {
    const spent = Math.min(this.left, wanted);
    this.left -= spent;
    return spent;
  }

  one(): void {
    if (this.spend(1) < 1) throw new Killed();
  }
}

/** As in `move.ts`. */
const SLOTS_AT_ONCE = 32;

type Of<K extends Step['do']> = Extract<Step, { readonly do: K }>;

/**
 * Does a step.
 *
 * @throws ReplyError when a node refuses
 * @throws Killed when the agent's life ends in it
 */
export function act(cluster: GossipCluster, step: Step, life: Life): void {
  const node = (pod: string): GossipNode => {
    const found = cluster.answering(pod);
    if (found === undefined) throw new told.ReplyError(`${pod} is not there`);
    return found;
  };
  life.one();
  switch (step.do) {
    case 'set-epoch':
      told.setConfigEpoch(node(step.pod), step.epoch);
      return;
    case 'meet': {
      const { id } = node(step.other);
      if (id !== step.id) throw new told.ReplyError(`at ${step.address} is ${id}`);
      told.meet(node(step.pod), step.address);
      return;
    }
    case 'add-slots':
      told.addSlots(node(step.pod), SlotSet.of(step.ranges));
      return;
    case 'replicate':
      told.replicate(node(step.pod), step.master);
      return;
    case 'forget':
      told.forget(node(step.pod), step.id);
      return;
    case 'reset':
      if (step.flush) {
        told.flush(node(step.pod));
        life.one();
      }
      told.reset(node(step.pod));
      return;
    case 'fail-over': {
      const replica = node(step.pod);
      // Its agent says so: asked too soon, Redis does nothing, or takes over by the votes of before.
      const lead = step.force === true ? FORCED_BEFORE_MS / 1000 : 0;
      if (cluster.flavour === 'redis' && cluster.now - replica.election.at <= AGAIN_AFTER - lead) {
        throw new told.ReplyError(`${step.pod} was elected a moment ago`);
      }
      if (step.force === true) told.failOverByVotes(replica);
      else told.failOver(replica);
      if (!replica.isMaster) throw new told.ReplyError(`${step.pod} did not become master`);
      return;
    }
    case 'move-slots':
      if (cluster.flavour === 'valkey') moveAtOnce(node(step.from), node(step.to), step.slots);
      else moveSlots(cluster, node, step, life);
      return;
    case 'clear-slot':
      firstOf(told.setSlots(node(step.pod), [step.slot], 'STABLE'));
      return;
    case 'remove-shard':
      cluster.removeShard(step.shard);
  }
}

function firstOf(refused: readonly string[]): void {
  if (refused[0] !== undefined) throw new told.ReplyError(refused[0]);
}

function moveSlots(
  cluster: GossipCluster,
  node: (pod: string) => GossipNode,
  step: Of<'move-slots'>,
  life: Life,
): void {
  const [source, target] = [node(step.from), node(step.to)];
  const others = cluster.masters.filter((master) => master !== source && master !== target);
  // They are sent together: one that is refused does not stop those behind it, and then nothing more is sent.
  const set = (to: GossipNode, slots: readonly number[], state: 'IMPORTING' | 'MIGRATING' | 'NODE', id: string) => {
    const sent = life.spend(slots.length);
    const refused = told.setSlots(to, slots.slice(0, sent), state, id);
    if (sent < slots.length) throw new Killed();
    firstOf(refused);
  };
  for (let i = 0; i < step.slots.length; i += SLOTS_AT_ONCE) {
    const group = step.slots.slice(i, i + SLOTS_AT_ONCE);
    set(target, group, 'IMPORTING', source.id);
    set(source, group, 'MIGRATING', target.id);
    for (const key of [...source.keys.keys()].filter((held) => group.includes(slotOf(held)))) {
      life.one();
      migrate(source, target, key);
    }
    set(target, group, 'NODE', target.id);
    set(source, group, 'NODE', target.id);
    for (const other of others) {
      try {
        set(other, group, 'NODE', target.id);
      } catch (error) {
        if (!(error instanceof told.ReplyError)) throw error;
      }
    }
  }
}

/** `MIGRATE … REPLACE`: there first, then gone here; in either case with the replicas. */
function migrate(source: GossipNode, target: GossipNode, key: string): void {
  const { world } = source;
  if (!target.isMaster) throw new told.ReplyError("READONLY You can't write against a read only replica.");
  const slot = slotOf(key);
  if (!target.myself.slots.has(slot) && !target.importing.has(slot)) throw new told.ReplyError(`MOVED ${slot}`);
  const isServed = source.migrating.has(slot) || source.importing.has(slot) || source.myself.slots.has(slot);
  if (!isServed) throw new told.ReplyError(`MOVED ${slot}`);
  const version = source.keys.get(key) ?? 0;
  target.keys.set(key, version);
  source.keys.delete(key);
  world.letGo(source, new Map([[key, version]]), 'migrated');
}

/** Valkey 9 by itself: all or nothing, and an agent that ends meanwhile does not matter. */
function moveAtOnce(source: GossipNode, target: GossipNode, slots: readonly number[]): void {
  const moved = SlotSet.ofSlots(slots);
  if (!source.isMaster || !target.isMaster) throw new told.ReplyError('ERR Slots are not served by a master');
  if (!moved.minus(source.myself.slots).isEmpty) throw new told.ReplyError('ERR Slot is not served by me');
  const there = target.known.get(source.id);
  if (!source.known.has(target.id) || there === undefined) throw new told.ReplyError('ERR Unknown node name');
  const keys = source.keysIn(moved);
  for (const [key, version] of keys) target.keys.set(key, version);
  for (const key of keys.keys()) source.keys.delete(key);
  target.give(moved, target.myself);
  target.bumpEpoch();
  broadcast(target);
  source.world.letGo(source, keys, 'migrated');
}
