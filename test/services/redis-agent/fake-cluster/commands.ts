/** What a node does when it is told, and when it refuses. */
import type { Step } from '../../../../services/redis-agent/src/model';
import { slotsOf } from '../../../../services/redis-agent/src/plan/slots';
import { BAN, type FakeCluster, type FakePod } from './index';
import { Refused } from './node';

export function command(cluster: FakeCluster, step: Step, most: number): void {
  const told = (pod: string): FakePod => {
    const found = cluster.pods.get(pod);
    if (found?.isUp !== true) throw new Refused(`${pod} is not there`);
    return found;
  };
  switch (step.do) {
    case 'set-epoch': {
      const { node } = told(step.pod);
      if (node.peers.size > 0 || node.epoch !== 0)
        throw new Refused('ERR The user can assign a config epoch only when alone');
      node.epoch = step.epoch;
      return;
    }
    case 'meet': {
      const other = cluster.at(step.address);
      if (other === undefined) throw new Refused('nobody is there');
      if (other.node.id !== step.id) throw new Refused('at its address is another');
      cluster.introduce(told(step.pod), other);
      return;
    }
    case 'add-slots': {
      const { node } = told(step.pod);
      const taken = new Set([...node.peers.values(), node].flatMap(({ ranges }) => [...slotsOf(ranges)]));
      const wanted = [...slotsOf(step.ranges)];
      if (wanted.some((slot) => taken.has(slot))) throw new Refused('ERR Slot is already busy');
      node.slots = new Set([...node.slots, ...wanted]);
      return;
    }
    case 'replicate': {
      replicate(cluster, told(step.pod), step.master);
      return;
    }
    case 'forget': {
      const { node } = told(step.pod);
      if (node.id === step.id) throw new Refused('ERR I tried hard but I cannot forget myself');
      if (node.masterId === step.id) throw new Refused('ERR Can not forget my master');
      if (!node.peers.delete(step.id)) throw new Refused('ERR Unknown node');
      node.banned.set(step.id, cluster.now + BAN);
      return;
    }
    case 'reset': {
      reset(cluster, told(step.pod), step.flush);
      return;
    }
    case 'fail-over': {
      failOver(cluster, told(step.pod));
      return;
    }
    case 'move-slots': {
      move(cluster, told(step.from), told(step.to), step.slots, most);
      return;
    }
    case 'clear-slot': {
      const { node } = told(step.pod);
      node.migrating.delete(step.slot);
      node.importing.delete(step.slot);
      return;
    }
    case 'remove-shard':
      for (const pod of cluster.pods.values()) {
        if (pod.shard !== step.shard) continue;
        if (pod.node.ranges.length > 0 && pod.isUp) throw new Error(`${pod.pod} was removed with slots`);
        cluster.stop(pod);
      }
      cluster.removed.add(step.shard);
  }
}

function replicate(cluster: FakeCluster, pod: FakePod, id: string): void {
  const { node } = pod;
  const view = node.peers.get(id);
  if (view === undefined) throw new Refused(`ERR Unknown node ${id}`);
  if (view.role !== 'master') throw new Refused('ERR I can only replicate a master');
  if (node.role === 'master' && (node.ranges.length > 0 || node.keys.size > 0))
    throw new Refused('ERR To set a master the node must be empty and without assigned slots.');
  const master = cluster.byId(id);
  if (master !== undefined) cluster.follow(pod, master);
  else Object.assign(node, { role: 'replica', masterId: id, masterHost: view.ip, linkUp: false, ranges: [] });
}

function reset(cluster: FakeCluster, { node }: FakePod, flush: boolean): void {
  if (flush) node.keys = new Map();
  if (node.role === 'master' && node.keys.size > 0)
    throw new Refused('ERR CLUSTER RESET can not be called with master nodes containing keys');
  node.keys = new Map();
  node.peers.clear();
  node.banned.clear();
  node.migrating.clear();
  node.importing.clear();
  Object.assign(node, {
    id: cluster.newId(),
    epoch: 0,
    role: 'master',
    masterId: undefined,
    masterHost: '',
    linkUp: false,
    ranges: [],
  });
}

function failOver(cluster: FakeCluster, pod: FakePod): void {
  const { node } = pod;
  const master = cluster.byId(node.masterId);
  if (node.role !== 'replica' || master === undefined || !node.linkUp)
    throw new Refused('ERR Master is down or failed');
  node.keys = new Map(master.node.keys);
  Object.assign(node, {
    role: 'master',
    masterId: undefined,
    ranges: master.node.ranges,
    epoch: cluster.highestEpoch() + 1,
  });
  cluster.follow(master, pod);
}

function move(cluster: FakeCluster, from: FakePod, to: FakePod, slots: readonly number[], most: number): void {
  const [source, target] = [from.node, to.node];
  if (target.role !== 'master') throw new Refused('ERR You can use SETSLOT only with masters.');
  if (!source.peers.has(target.id) || !target.peers.has(source.id)) throw new Refused("ERR I don't know about node");
  const owned = source.slots;
  const strange = slots.find((slot) => !owned.has(slot));
  if (strange !== undefined) throw new Refused(`ERR I'm not the owner of hash slot ${strange}`);

  const moved = new Set(slots.slice(0, most));
  for (const [key, slot] of source.keys) {
    if (!moved.has(slot)) continue;
    target.keys.set(key, slot);
    source.keys.delete(key);
  }
  for (const slot of moved) {
    target.importing.delete(slot);
    source.migrating.delete(slot);
  }
  if (moved.size > 0) target.epoch = cluster.highestEpoch() + 1;
  target.slots = new Set([...target.slots, ...moved]);
  source.slots = new Set([...owned].filter((slot) => !moved.has(slot)));

  const [cut] = slots.slice(moved.size);
  if (cut === undefined) return;
  // Cut short in the middle of a slot: marked on both sides, and some of its keys are over already.
  target.importing.set(cut, source.id);
  source.migrating.set(cut, target.id);
}
