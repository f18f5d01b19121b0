/**
 * A Redis Cluster under Kubernetes, second by second, down to what its nodes say to each other. After cluster_legacy.c of Redis 8 and Valkey 8;
 * comments name the functions that a behaviour is from.
 */
import type { Place, Wanted } from '../../../../services/redis-agent/src/model';
import { boot } from './boot';
import { cron } from './cron';
import type { Known } from './known';
import { Ledger } from './ledger';
import { GossipNode, slotOf } from './node';
import { Random } from './random';
import type { Cause, World } from './world';

export interface Pod extends Place {
  readonly name: string;
  readonly hostname: string;
  readonly host: string;
  /** What runs with its volume. */
  node: GossipNode;
  /** Undefined while there is no such pod. */
  address: string | undefined;
  isUp: boolean;
  /** Reads its data until then, and says so. */
  loadingUntil: number;
  /** Its bus reaches nobody; clients reach it. */
  isCutOff: boolean;
  /** Clients do not reach it: the agent that looks does not. */
  isMute: boolean;
  /** Its name does not lead to it yet. */
  isNameless: boolean;
}

export const podName = ({ shard, ordinal }: Place): string => `shop-redis-${shard}-${ordinal}`;
const hostnameOf = (pod: string): string => `${pod}.shop-redis-pods.shop.svc`;
const HOSTS = 3;

export interface Restart {
  /** With the addresses of now in `nodes.conf`. */
  readonly prepared?: boolean;
  /** Undefined: a new one. */
  readonly address?: string;
  readonly loadsFor?: number;
}

export class GossipCluster implements World {
  now = 0;
  readonly random: Random;
  readonly pods = new Map<string, Pod>();
  /** By shard: how many pods its StatefulSet has. */
  readonly sets = new Map<number, number>();
  /** By pod: a volume that is not there, and may come back. */
  readonly detached = new Map<string, GossipNode>();
  /** Of nobody of ours, in the same network. */
  readonly strangers: Pod[] = [];
  readonly ledger = new Ledger(() => [...[...this.pods.values()].map(({ node }) => node), ...this.detached.values()]);
  private addresses = 0;

  constructor(
    readonly flavour: 'redis' | 'valkey' = 'redis',
    seed = 1,
  ) {
    this.random = new Random(seed);
  }

  // What nodes need.

  at(ip: string): GossipNode | undefined {
    return this.podAt(ip, ({ isMute }) => !isMute);
  }

  bus(from: GossipNode, ip: string): GossipNode | undefined {
    const own = this.all.find(({ node }) => node === from);
    return own?.isCutOff === true ? undefined : this.podAt(ip, ({ isCutOff }) => !isCutOff);
  }

  letGo(node: GossipNode, keys: ReadonlyMap<string, number>, cause: Cause, source?: string): void {
    this.ledger.letGo(node, keys, cause, source);
  }

  private get all(): readonly Pod[] {
    return [...this.pods.values(), ...this.strangers];
  }

  private podAt(ip: string, may: (pod: Pod) => boolean): GossipNode | undefined {
    return this.all.find((pod) => pod.address === ip && this.serves(pod) && may(pod))?.node;
  }

  serves({ isUp, loadingUntil }: Pod): boolean {
    return isUp && loadingUntil <= this.now;
  }

  // What Kubernetes does.

  /** The values: StatefulSets of shards that they do not ask for any more are kept as they are. */
  want({ shards, replicasPerShard }: Wanted): void {
    for (let shard = 0; shard < shards; shard += 1) this.sets.set(shard, 1 + replicasPerShard);
    for (const [shard, count] of this.sets)
      for (let ordinal = 0; ordinal < count; ordinal += 1) this.ensure({ shard, ordinal });
  }

  /** Pods beyond the number of their StatefulSet go; its volumes stay. */
  get surplus(): readonly Pod[] {
    return [...this.pods.values()].filter(
      ({ shard, ordinal, address }) => address !== undefined && ordinal >= (this.sets.get(shard) ?? 0),
    );
  }

  private ensure(place: Place): void {
    const name = podName(place);
    const pod = this.pods.get(name);
    if (pod === undefined) this.pods.set(name, this.create(place, name));
    else if (pod.address === undefined) this.start(pod);
  }

  private create(place: Place, name: string): Pod {
    const node = new GossipNode(this, hostnameOf(name));
    const pod = {
      ...place,
      name,
      hostname: node.hostname,
      node,
      host: `host-${(place.shard + place.ordinal) % HOSTS}`,
    };
    return this.start({ ...pod, ...BLANK });
  }

  newAddress(): string {
    this.addresses += 1;
    return `10.0.${this.addresses >> 8}.${this.addresses & 255}`;
  }

  /** Starts a pod with what is on its volume. */
  start(pod: Pod, { prepared = true, address = this.newAddress(), loadsFor = 0 }: Restart = {}): Pod {
    Object.assign(pod, BLANK, { address, isUp: true, loadingUntil: this.now + loadsFor });
    // Whoever has another identity by now is not the one that is looked for.
    const named = ({ hostname, id }: Known) =>
      [...this.pods.values()].find((other) => other.hostname === hostname && !other.isNameless && other.node.id === id)
        ?.address;
    boot(pod.node, address, (known) => (prepared ? named(known) : undefined));
    return pod;
  }

  /** It is killed. `gone`: there is no such pod then, as after an eviction. */
  stop(pod: Pod, gone = false): void {
    pod.isUp = false;
    if (gone) pod.address = undefined;
  }

  /** A new, empty volume. `kept`: the one of before may come back. */
  loseVolume(pod: Pod, kept = false): void {
    this.stop(pod, true);
    const lost = pod.node;
    pod.node = new GossipNode(this, pod.hostname);
    if (kept) this.detach(pod, lost);
    else this.letGo(pod.node, lost.keys, 'volume');
  }

  /** The volume of before, with an old identity. */
  bringBack(pod: Pod): boolean {
    const old = this.detached.get(pod.name);
    if (old === undefined) return false;
    this.stop(pod, true);
    const lost = pod.node;
    this.detached.delete(pod.name);
    pod.node = old;
    this.detach(pod, lost);
    return true;
  }

  private detach(pod: Pod, volume: GossipNode): void {
    const before = this.detached.get(pod.name);
    this.detached.set(pod.name, volume);
    if (before !== undefined) this.letGo(pod.node, before.keys, 'volume');
  }

  removeShard(shard: number): void {
    this.sets.delete(shard);
    for (const pod of this.pods.values()) if (pod.shard === shard) this.stop(pod, true);
  }

  /** A node of others in the same network, at an address. */
  addStranger(address: string): Pod {
    const name = `theirs-${this.strangers.length}`;
    const node = new GossipNode(this, `${name}.theirs-pods.shop.svc`);
    const place = { shard: 0, ordinal: this.strangers.length, name, hostname: node.hostname, node, host: 'host-0' };
    const pod = this.start({ ...place, ...BLANK }, { address });
    this.strangers.push(pod);
    return pod;
  }

  // What happens.

  pass(seconds: number): void {
    for (let i = 0; i < seconds; i += 1) {
      this.now += 1;
      for (const pod of this.random.shuffled(this.all)) if (this.serves(pod)) cron(pod.node);
    }
  }

  /** A client's write, acknowledged when the replicas that follow have it too. */
  write(slot: number, name: number): boolean {
    const owner = this.ownerOf(slot);
    if (owner === undefined) return false;
    const key = `${slot}:${name}`;
    const version = this.ledger.write(key);
    owner.myself.offset += 1;
    owner.keys.set(key, version);
    for (const { node } of this.pods.values()) {
      if (!node.linkUp || this.at(node.masterHost) !== owner) continue;
      node.keys.set(key, version);
      node.myself.offset = owner.myself.offset;
    }
    return true;
  }

  // What is so.

  pod(name: string): Pod {
    const pod = this.pods.get(name);
    if (pod === undefined) throw new Error(`there is no ${name}`);
    return pod;
  }

  /** The node of a pod that answers its clients. */
  answering(name: string): GossipNode | undefined {
    const pod = this.pods.get(name);
    return pod !== undefined && this.serves(pod) && !pod.isMute && !pod.isNameless ? pod.node : undefined;
  }

  get masters(): readonly GossipNode[] {
    return [...this.pods.keys()].flatMap((name) => this.answering(name) ?? []).filter(({ isMaster }) => isMaster);
  }

  /** Of those that serve and say that they own it, the one with the highest epoch. */
  ownerOf(slot: number): GossipNode | undefined {
    return this.masters
      .filter(({ myself }) => myself.slots.has(slot))
      .sort((a, b) => b.myself.configEpoch - a.myself.configEpoch)[0];
  }

  /** Latest writes that the owner of their slot does not have. */
  get missing(): string[] {
    return [...this.ledger.written].flatMap(([key, version]) =>
      (this.ownerOf(slotOf(key))?.keys.get(key) ?? 0) >= version ? [] : [key],
    );
  }
}

const BLANK: Omit<Pod, 'shard' | 'ordinal' | 'name' | 'hostname' | 'host' | 'node'> = {
  ...{ address: undefined, isUp: false, loadingUntil: 0, isCutOff: false, isMute: false, isNameless: false },
};
