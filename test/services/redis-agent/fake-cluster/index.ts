/** A Redis Cluster as an agent sees it, without time and without a network: what Redis itself does happens at each tick. */
import {
  SLOTS,
  type Member,
  type Place,
  type Sight,
  type Step,
  type Wanted,
} from '../../../../services/redis-agent/src/model';
import { podOf } from '../../../../services/redis-agent/src/plan/cluster';
import { countOf } from '../../../../services/redis-agent/src/plan/slots';
import { command } from './commands';
import { FakeNode, LOST_AFTER } from './node';

export interface FakePod extends Place {
  readonly pod: string;
  /** Undefined while there is no such pod. */
  address: string | undefined;
  isUp: boolean;
  node: FakeNode;
}

/** Ticks for which a forgotten node stays forgotten. */
export const BAN = 8;
const hostname = (pod: string) => `${pod}.pods.ns.svc`;
export const podName = ({ shard, ordinal }: Place) => `c-${shard}-${ordinal}`;

export class FakeCluster {
  readonly pods = new Map<string, FakePod>();
  /** Shards that are no StatefulSets any more. */
  readonly removed = new Set<number>();
  now = 0;
  private count = 0;

  /** Whether replicas keep an address that their master does not have any more, as Redis' do. */
  constructor(private readonly keepsStaleMasters = true) {}

  newId(): string {
    this.count += 1;
    return this.count.toString(16).padStart(40, '0');
  }

  private newAddress(): string {
    this.count += 1;
    return `10.0.${this.count >> 8}.${this.count & 255}`;
  }

  /** Starts a pod; again, it has what is on its volume, and another address. `prepared`: with the addresses of now. */
  start(place: Place, prepared = true): FakePod {
    const name = podName(place);
    this.removed.delete(place.shard);
    const pod: FakePod = this.pods.get(name) ?? {
      ...{ ...place, pod: name, address: undefined, isUp: false },
      node: new FakeNode(this.newId(), hostname(name)),
    };
    this.pods.set(name, pod);
    if (pod.isUp) return pod;
    pod.address = this.newAddress();
    pod.isUp = true;
    for (const view of pod.node.peers.values()) {
      const now = this.pods.get(podOf(view.hostname))?.address;
      if (prepared && now !== undefined) view.ip = now;
      view.silentFor = 0;
    }
    pod.node.linkUp = false;
    pod.node.masterHost = pod.node.peers.get(pod.node.masterId ?? '')?.ip ?? '';
    return pod;
  }

  stop(pod: FakePod): void {
    pod.isUp = false;
    pod.address = undefined;
    pod.node.linkUp = false;
  }

  loseVolume(pod: FakePod): void {
    this.stop(pod);
    pod.node = new FakeNode(this.newId(), pod.node.hostname);
  }

  get up(): readonly FakePod[] {
    return [...this.pods.values()].filter(({ isUp }) => isUp);
  }

  byId(id: string | undefined): FakePod | undefined {
    return this.up.find(({ node }) => node.id === id);
  }

  at(address: string): FakePod | undefined {
    return this.up.find((pod) => pod.address === address);
  }

  /** The pod that owns a slot, of those that are up. */
  owner(slot: number): FakePod | undefined {
    return this.up
      .filter(({ node }) => node.role === 'master' && node.ranges.some(([from, to]) => slot >= from && slot <= to))
      .sort((a, b) => b.node.epoch - a.node.epoch)[0];
  }

  private reaches(id: string, ip: string): FakePod | undefined {
    const pod = this.at(ip);
    return pod?.node.id === id ? pod : undefined;
  }

  highestEpoch(): number {
    const all = [...this.pods.values()].map(({ node }) => node);
    return Math.max(...all.flatMap((node) => [node.epoch, ...[...node.peers.values()].map(({ epoch }) => epoch)]));
  }

  /** Each learns of the other, as after a handshake. */
  introduce(a: FakePod, b: FakePod): void {
    if (a === b) return;
    a.node.peers.set(b.node.id, b.node.view(b.address ?? ''));
    b.node.peers.set(a.node.id, a.node.view(a.address ?? ''));
  }

  /** What Redis does by itself within a second or so. */
  tick(): void {
    this.now += 1;
    this.ping();
    this.gossip();
    this.resolveConflicts();
    this.failOver();
    this.replicate();
  }

  private ping(): void {
    for (const a of this.up) {
      for (const [id, view] of a.node.peers) {
        const b = this.reaches(id, view.ip);
        view.silentFor = b === undefined ? view.silentFor + 1 : 0;
        if (b === undefined) continue;
        Object.assign(view, b.node.view(view.ip));
        // Whoever is known and comes from elsewhere has moved.
        const back = b.node.peers.get(a.node.id);
        if (back !== undefined) back.ip = a.address ?? '';
      }
    }
  }

  private gossip(): void {
    for (const a of this.up) {
      for (const b of [...a.node.peers].flatMap(([id, view]) => this.reaches(id, view.ip) ?? [])) {
        if (!b.node.peers.has(a.node.id)) continue;
        for (const [id, view] of b.node.peers) {
          if (id === a.node.id || a.node.peers.has(id) || view.silentFor > 0) continue;
          if ((a.node.banned.get(id) ?? 0) > this.now) continue;
          const there = this.at(view.ip);
          if (there?.node.id === id && (there.node.banned.get(a.node.id) ?? 0) <= this.now) this.introduce(a, there);
        }
      }
    }
  }

  /** Of two that own a slot, the one with the higher epoch keeps it; one that loses its last follows who has taken it. */
  private resolveConflicts(): void {
    for (const a of this.up) {
      for (const b of this.up) {
        if (a === b || a.node.role !== 'master' || b.node.role !== 'master') continue;
        if (this.reaches(b.node.id, a.node.peers.get(b.node.id)?.ip ?? '') !== b || !b.node.peers.has(a.node.id))
          continue;
        if (a.node.epoch === b.node.epoch && a.node.id > b.node.id) {
          b.node.epoch = this.highestEpoch() + 1;
          continue;
        }
        if (a.node.epoch > b.node.epoch || b.node.ranges.length === 0) continue;
        const [mine, theirs] = [a.node.slots, b.node.slots];
        const lost = [...mine].filter((slot) => theirs.has(slot));
        if (lost.length === 0) continue;
        a.node.slots = new Set([...mine].filter((slot) => !theirs.has(slot)));
        for (const [key, slot] of a.node.keys) if (theirs.has(slot)) a.node.keys.delete(key);
        if (a.node.ranges.length === 0) this.follow(a, b);
      }
    }
  }

  follow(replica: FakePod, master: FakePod): void {
    const { node } = replica;
    node.role = 'replica';
    node.masterId = master.node.id;
    node.masterHost = master.address ?? '';
    node.ranges = [];
    node.linkUp = false;
    node.migrating.clear();
    node.importing.clear();
  }

  private failOver(): void {
    const masters = new Map<string, boolean>();
    for (const { node } of this.up)
      for (const [id, view] of [...node.peers, [node.id, node.view('')] as const])
        if (view.role === 'master' && view.ranges.length > 0) masters.set(id, this.byId(id) !== undefined);
    const isMajority = [...masters.values()].filter(Boolean).length > masters.size / 2;
    if (!isMajority) return;
    for (const pod of this.up) {
      const { node } = pod;
      const view = node.peers.get(node.masterId ?? '');
      if (node.role !== 'replica' || view === undefined || view.silentFor < LOST_AFTER || view.ranges.length === 0)
        continue;
      if (this.byId(node.masterId) !== undefined) continue;
      // Somebody else was elected already.
      if (this.owner(view.ranges[0]?.[0] ?? 0) !== undefined) continue;
      node.role = 'master';
      node.ranges = view.ranges;
      node.masterId = undefined;
      node.epoch = this.highestEpoch() + 1;
    }
  }

  private replicate(): void {
    for (const { node } of this.up) {
      if (node.role !== 'replica') continue;
      const view = node.peers.get(node.masterId ?? '');
      if (!this.keepsStaleMasters && view !== undefined) node.masterHost = view.ip;
      const master = this.at(node.masterHost);
      node.linkUp = master !== undefined && master.node.id === node.masterId && master.node.role === 'master';
      if (node.linkUp && master !== undefined) node.keys = new Map(master.node.keys);
    }
  }

  /** What an agent sees. */
  sight(wanted: Wanted): Sight {
    const places = new Map<string, Place>();
    for (let shard = 0; shard < wanted.shards; shard += 1)
      for (let ordinal = 0; ordinal <= wanted.replicasPerShard; ordinal += 1)
        places.set(podName({ shard, ordinal }), { shard, ordinal });
    for (const { pod, shard, ordinal, address } of this.pods.values())
      if (address !== undefined) places.set(pod, { shard, ordinal });
    for (const { node } of this.up)
      for (const view of node.peers.values()) {
        const known = this.pods.get(podOf(view.hostname));
        if (known !== undefined) places.set(known.pod, { shard: known.shard, ordinal: known.ordinal });
      }
    const members = [...places].map(([pod, place]): Member => {
      const there = this.pods.get(pod);
      const address = there?.address;
      const state =
        there?.isUp === true
          ? there.node.state(address ?? '', (id, { ip }) => this.reaches(id, ip) !== undefined)
          : undefined;
      const host = state === undefined ? undefined : `host-${(place.shard + place.ordinal) % 3}`;
      return { ...place, pod, address, host, state, silence: state === undefined ? 'no address' : undefined };
    });
    return { members: members.sort((a, b) => a.shard - b.shard || a.ordinal - b.ordinal) };
  }

  /** Does what a plan says. `most`: slots after which a move is cut short. @throws Refused with Redis' word */
  apply(step: Step, most = Infinity): void {
    command(this, step, most);
  }

  /** How many slots have an owner that is up. */
  get served(): number {
    const masters = this.up.filter(({ node }) => node.role === 'master');
    const sum = masters.reduce((all, { node }) => all + countOf(node.ranges), 0);
    return sum > SLOTS ? Infinity : sum;
  }
}
