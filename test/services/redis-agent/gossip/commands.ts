/** `CLUSTER …` as a node is told it, and what it says against it: `clusterCommandSpecial`. */
import type { Known } from './known';
import { slotOf, type GossipNode } from './node';
import { broadcast, stand, takeOver } from './election';
import { SlotSet } from './slot-set';

/** A node's own word. */
export class ReplyError extends Error {}

const refuse = (text: string): never => {
  throw new ReplyError(`ERR ${text}`);
};

const lookUp = (node: GossipNode, id: string): Known => node.known.get(id) ?? refuse(`Unknown node ${id}`);

export function setConfigEpoch(node: GossipNode, epoch: number): void {
  if (node.known.size > 1)
    refuse('The user can assign a config epoch only when the node does not know any other node.');
  if (node.myself.configEpoch !== 0) refuse('Node config epoch is already non-zero');
  node.myself.configEpoch = epoch;
  node.currentEpoch = Math.max(node.currentEpoch, epoch);
}

/** `clusterStartHandshake`: says yes at once; what comes of it comes later. */
export function meet(node: GossipNode, ip: string): void {
  if (node.others.some((known) => known.handshake && known.ip === ip)) return;
  node.add({ ip, handshake: true, meet: true });
}

/** All or none. */
export function addSlots(node: GossipNode, slots: SlotSet): void {
  const [busy] = slots.and(node.assigned).ranges;
  if (busy !== undefined) refuse(`Slot ${busy[0]} is already busy`);
  for (const slot of node.importing.keys()) if (slots.has(slot)) node.importing.delete(slot);
  node.give(slots, node.myself);
}

export function replicate(node: GossipNode, id: string): void {
  const master = lookUp(node, id);
  if (master.myself) refuse("Can't replicate myself");
  if (master.role === 'replica') refuse('I can only replicate a master, not a replica.');
  if (node.isMaster && (!node.myself.slots.isEmpty || node.keys.size > 0)) {
    refuse('To set a master the node must be empty and without assigned slots.');
  }
  node.follow(master);
}

export function forget(node: GossipNode, id: string): void {
  const known = node.known.get(id);
  if (known === undefined) {
    // Another has told it already.
    if (!node.hasForgotten(id)) refuse(`Unknown node ${id}`);
    return;
  }
  if (known.myself) refuse("I tried hard but I can't forget myself...");
  if (node.myself.masterId === id) refuse("Can't forget my master!");
  node.forget(known);
}

/** With all its replicas that follow. */
export function flush(node: GossipNode): void {
  if (!node.isMaster) refuse("READONLY You can't write against a read only replica.");
  const { keys } = node;
  node.keys = new Map();
  node.world.letGo(node, keys, 'flush');
}

/** `CLUSTER RESET HARD`: a new node. A replica may hold data, which goes; a master may not. */
export function reset(node: GossipNode): void {
  if (node.isMaster && node.keys.size > 0) refuse("CLUSTER RESET can't be called with master nodes containing keys");
  const { keys, world, myself } = node;
  if (!node.isMaster) node.keys = new Map();
  node.setAsMaster(myself);
  node.replicateNoMore();
  for (const known of node.others) node.remove(known);
  node.give(myself.slots, undefined);
  for (const marks of [node.migrating, node.importing, node.forgotten]) marks.clear();
  node.currentEpoch = 0;
  node.lastVoteEpoch = 0;
  node.manualFailover = false;
  node.wasElected = false;
  myself.configEpoch = 0;
  myself.shardId = world.random.id();
  node.rename(myself, world.random.id());
  world.letGo(node, keys, 'reset');
}

/** `CLUSTER FAILOVER`: the master waits until the replica has all of its data, and votes like the others. */
export function failOver(node: GossipNode): void {
  const { master, world } = node;
  if (node.isMaster) return refuse('You should send CLUSTER FAILOVER to a replica');
  if (master === undefined) return refuse("I'm a replica but my master is unknown to me");
  if (master.failing === 'fail' || !master.linked) {
    return refuse('Master is down or failed, please use CLUSTER FAILOVER FORCE');
  }
  const other = world.bus(node, master.ip);
  // A master that does not take it for its replica does not stop for it.
  if (other?.id !== master.id || other.known.get(node.id)?.masterId !== other.id) return;
  if (!node.linkUp || node.masterHost !== master.ip) return;
  node.keys = new Map(other.keys);
  node.manualFailover = true;
  stand(node);
  node.manualFailover = false;
}

/** `CLUSTER_MF_TIMEOUT`. */
const FORCED_FOR = 5;

/** `CLUSTER FAILOVER FORCE`: the others are asked for their votes, whether they take the master for failed or not. */
export function failOverByVotes(node: GossipNode): void {
  if (node.isMaster) return refuse('You should send CLUSTER FAILOVER to a replica');
  if (node.master === undefined) return refuse("I'm a replica but my master is unknown to me");
  node.forcedUntil = node.world.now + FORCED_FOR;
  stand(node);
}

/** `CLUSTER FAILOVER TAKEOVER`: nobody is asked. */
export function failOverAlone(node: GossipNode): void {
  if (node.master === undefined) return refuse('You should send CLUSTER FAILOVER to a replica');
  node.bumpEpoch();
  takeOver(node, node.master);
}

/**
 * `CLUSTER SETSLOT` for several slots, one command each: one that is refused does not keep the others back.
 *
 * @returns what was refused
 */
export function setSlots(
  node: GossipNode,
  slots: readonly number[],
  state: 'MIGRATING' | 'IMPORTING' | 'NODE' | 'STABLE',
  id = '',
): string[] {
  const refused: string[] = [];
  const allowed = slots.filter((slot) => {
    const reason = refusal(node, slot, state, id);
    if (reason !== undefined) refused.push(`ERR ${reason}`);
    return reason === undefined;
  });
  if (state === 'NODE') assign(node, allowed, id);
  else {
    for (const slot of allowed) {
      if (state === 'MIGRATING') node.migrating.set(slot, id);
      else if (state === 'IMPORTING') node.importing.set(slot, id);
      else {
        node.migrating.delete(slot);
        node.importing.delete(slot);
      }
    }
  }
  return refused;
}

function refusal(node: GossipNode, slot: number, state: string, id: string): string | undefined {
  if (!node.isMaster) return 'Please use SETSLOT only with masters.';
  if (state === 'STABLE') return undefined;
  const isMine = node.myself.slots.has(slot);
  if (state === 'MIGRATING' && !isMine) return `I'm not the owner of hash slot ${slot}`;
  if (state === 'IMPORTING' && isMine) return `I'm already the owner of hash slot ${slot}`;
  const other = node.known.get(id);
  if (other === undefined) return `I don't know about node ${id}`;
  if (other.role === 'replica') return 'Target node is not a master';
  if (state === 'NODE' && isMine && !other.myself && holds(node, slot)) {
    return `Can't assign hashslot ${slot} to a different node while I still hold keys for this hash slot.`;
  }
  return undefined;
}

const holds = (node: GossipNode, slot: number): boolean => [...node.keys.keys()].some((key) => slotOf(key) === slot);

function assign(node: GossipNode, slots: readonly number[], id: string): void {
  const owner = node.known.get(id);
  if (owner === undefined || slots.length === 0) return;
  for (const slot of slots) if (!holds(node, slot)) node.migrating.delete(slot);
  node.give(SlotSet.ofSlots(slots), owner);
  if (!owner.myself) return;
  const imported = slots.filter((slot) => node.importing.delete(slot));
  if (imported.length === 0) return;
  // Without anybody's consent: two that do so at once collide, and mend it.
  node.bumpEpoch();
  broadcast(node);
}
