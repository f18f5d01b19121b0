import { setTimeout as sleep } from 'node:timers/promises';
import { patience, type Context } from '../context';
import { check } from '../fail';
import type { Scene } from '../faults/act';
import { FAULT_MARK } from '../faults/fault';
import { firstProcessOf } from '../faults/processes';
import type { Lab } from '../lab';
import { notYet, there, waitFor, type Sight } from '../wait';
import type { Fault } from './faults/fault';
import { OVER_MARK, RUNNING_MARK, WHOLE_MARK, type Ending } from './judge/figures';
import { podsOf, type Placement, type Shape, type Wanted } from './judge/places';
import { lackOf } from './judge/whole';
import type { RedisLoad } from './load-pod';
import type { NodeSight, Tick } from './load/report';
import { nodePodOf, watched, type NodePod } from './node-pod';
import { PodWatch } from './pod-watch';
import { planOf, PREFIX, selectors, USUAL, type Stack } from './stack';

const SETTLE_SECONDS = 240;
/** Slots are moved with all their keys. */
const RESHAPE_SECONDS = 600;
/** So long it has to be well before that counts. */
const STABLE_MS = 5000;
/** So many writes before anything happens. */
const WARM = 500;

/** A node of the cluster: its pod, and what it says of itself. */
export type Member = NodePod & { readonly sight: NodeSight | undefined };

/** What an event has to work with: the clusters, the load that is running, and words for what to wait for. */
export class Stage implements Scene<Fault> {
  /** What the values ask for now. */
  shape: Shape = USUAL;
  /** The cluster that is to be whole: another one than that which is written to, where an event is about one beside it. */
  target: Wanted | undefined;
  private readonly pods: PodWatch;
  private isRunning = false;

  constructor(
    readonly context: Context,
    readonly stack: Stack,
    readonly load: RedisLoad,
  ) {
    this.pods = new PodWatch(load.api, selectors.nodes, () => this.follow());
  }

  async open(): Promise<void> {
    await this.pods.begin();
  }

  close(): void {
    this.pods.end();
  }

  get lab(): Lab {
    const { lab } = this.context.cluster;
    check(lab !== undefined, 'this needs the lab');
    return lab;
  }

  /** The cluster that is written to. */
  get loaded(): Wanted {
    return { prefix: PREFIX, ...this.shape };
  }

  private get placement(): Placement {
    return Object.fromEntries(this.pods.hosts);
  }

  /** What the figures of a round are held against. */
  get ending(): Ending {
    return { wanted: this.target ?? this.loaded, loaded: this.loaded, placement: this.placement };
  }

  /** Begins a round. */
  async begin(run: string): Promise<void> {
    this.target = undefined;
    await this.load.begin(planOf(run, []));
    this.isRunning = true;
    await this.follow();
  }

  /** Ends it. */
  async end() {
    this.isRunning = false;
    return this.load.end();
  }

  private async follow(): Promise<void> {
    if (!this.isRunning) return;
    const nodes = this.pods.latest.filter(({ status }) => status.podIP !== undefined);
    await this.load.follow(
      nodes.map(({ metadata, status }) => watched({ name: metadata.name, address: status.podIP ?? '' })),
    );
  }

  /** Says that the fault begins now. */
  async mark(): Promise<void> {
    await this.load.mark(FAULT_MARK);
  }

  /** Says that what was done is over, where it took its time: what is to be mended counts from now on. */
  async over(): Promise<void> {
    await this.load.mark(OVER_MARK);
  }

  /** Says that what has to be well again counts from when the last of these servers began to run. */
  async overSinceServing(nodes: readonly NodePod[]): Promise<void> {
    const { epoch } = await this.load.tick();
    await this.load.mark(OVER_MARK, Math.max(...nodes.map(({ servingSince }) => servingSince)) - epoch);
  }

  /** The same for when the last of these pods began to run, from which on outages count too. */
  async overSinceRunning(nodes: readonly NodePod[]): Promise<void> {
    const { epoch } = await this.load.tick();
    const last = Math.max(...nodes.map(({ uid }) => this.pods.ranSince.get(uid) ?? NaN)) - epoch;
    check(!Number.isNaN(last), 'when the pods began to run is not known');
    for (const mark of [RUNNING_MARK, OVER_MARK]) await this.load.mark(mark, last);
  }

  /** The nodes of a cluster, in order. */
  nodes(prefix = PREFIX): NodePod[] {
    return this.pods.latest
      .flatMap((pod) => nodePodOf(pod, prefix) ?? [])
      .sort((a, b) => a.shard - b.shard || a.ordinal - b.ordinal);
  }

  /** The nodes, and what they say of themselves. */
  async members(prefix = PREFIX): Promise<readonly Member[]> {
    const { sighting } = await this.load.tick();
    const sightOf = (name: string) => sighting?.nodes.find(({ pod }) => pod === name);
    return this.nodes(prefix).map((node) => ({ ...node, sight: sightOf(node.name) }));
  }

  async masters(): Promise<readonly Member[]> {
    return (await this.members()).filter(({ sight }) => sight?.role === 'master' && sight.slots !== '');
  }

  /** A master where it may be hurt: not on the client's node. */
  async victim(): Promise<Member> {
    const found = (await this.masters()).find(({ host }) => host !== this.load.node);
    check(found !== undefined, `all masters are on ${this.load.node}, the client's node`);
    return found;
  }

  /** Ends the first process of containers, all at once. */
  kill(containers: readonly string[]): void {
    for (const process_ of containers.map(firstProcessOf)) process.kill(process_, 'SIGKILL');
  }

  /** Lets it go on for a while: some events are about what does not happen. */
  async hold(seconds: number): Promise<void> {
    await sleep(seconds * 1000, undefined, { signal: this.context.signal });
  }

  /** Waits until what is seen says so. */
  until<T>(what: string, look: (tick: Tick) => Sight<T>, seconds = SETTLE_SECONDS): Promise<T> {
    return waitFor(what, async () => look(await this.load.tick()), patience(this.context, seconds));
  }

  /** Waits until pods are others than these, and their servers run. */
  async replaced(before: readonly NodePod[], ...prefixes: readonly string[]): Promise<readonly NodePod[]> {
    const clusters = prefixes.length === 0 ? [PREFIX] : prefixes;
    return waitFor(
      'the new pods',
      () => {
        const nodes = clusters.flatMap((prefix) => this.nodes(prefix));
        const now = nodes.filter(({ name }) => before.some((old) => old.name === name));
        const fresh = now.filter((pod) => !before.some(({ uid }) => uid === pod.uid) && pod.servingSince > 0);
        return Promise.resolve(
          fresh.length === before.length ? there(fresh) : notYet(`${fresh.length} of ${before.length}`),
        );
      },
      patience(this.context),
    );
  }

  async warm(): Promise<void> {
    await this.until('the load', ({ written }) => (written >= WARM ? there(undefined) : notYet(`${written} writes`)));
  }

  /** Waits until a cluster lacks nothing, its agents say so too, and all that is written is answered, for a few seconds. */
  async whole(wanted = this.target ?? this.loaded, seconds = SETTLE_SECONDS): Promise<void> {
    const { prefix } = wanted;
    await this.until(
      prefix,
      ({ at, sighting, agents, silentParts }) => {
        const lack = lackOf(sighting, wanted, this.placement);
        if (lack !== undefined) return notYet(lack);
        const unready = this.nodes(prefix).filter(({ isReady }) => !isReady);
        if (unready.length > 0) return notYet(`not ready: ${unready.map(({ name }) => name).join(', ')}`);
        const words = Object.entries(agents?.settled ?? {}).filter(([pod]) => podsOf(wanted).includes(pod));
        if (words.length === 0) return notYet('no agent says that it is settled');
        if (!words.every(([, settled]) => settled)) return notYet('an agent is not done');
        if (silentParts > 0) return notYet(`no answer from ${silentParts} parts of the slots`);
        const since = Math.max(sighting?.at ?? at, agents?.at ?? at);
        return at - since >= STABLE_MS ? there(undefined) : notYet('whole');
      },
      seconds,
    );
    await this.load.mark(WHOLE_MARK);
  }

  /** What a cluster lacks just now; undefined when it is whole. */
  async lack(wanted = this.target ?? this.loaded): Promise<string | undefined> {
    return lackOf((await this.load.tick()).sighting, wanted, this.placement);
  }

  /** Asks for another shape, and waits until it is there. */
  async reshape(shape: Shape): Promise<void> {
    await this.ask(shape);
    await this.whole(this.loaded, RESHAPE_SECONDS);
  }

  /** Asks for another shape. */
  async ask(shape: Shape): Promise<void> {
    this.shape = shape;
    await this.stack.reshape(shape);
  }

  /** The ground that an event needs: the shape, every container in its first life, and pods spread over nodes as masters can be. */
  async settle({ shape = USUAL }: Fault): Promise<void> {
    if (shape.shards !== this.shape.shards || shape.replicasPerShard !== this.shape.replicasPerShard)
      await this.reshape(shape);
    await this.whole();
    // The kubelet lets a container that has ended before wait before it starts again: another fault than the event's name says.
    for (const { name, restarts } of this.nodes()) if (restarts > 0) await this.renew(name);
    for (let tries = 0; tries < podsOf(this.loaded).length; tries += 1) {
      const crowded = this.crowded(await this.hosts());
      if (crowded === undefined) return;
      this.context.log.say(`  ${crowded.name} on ${crowded.host}: moved`);
      await this.renew(crowded.name);
    }
  }

  private async renew(name: string): Promise<void> {
    await this.context.kubectl.run(['delete', 'pod', name, '--wait']);
    await this.whole();
  }

  /** Nodes that take pods. */
  private async hosts(): Promise<readonly string[]> {
    const nodes = await this.context.kubectl.list('nodes');
    return nodes.filter(({ spec }) => spec.unschedulable !== true).map(({ metadata }) => metadata.name);
  }

  /** A pod that would better be on another host: it is beside one of its own shard, or its host has two more than another. */
  private crowded(hosts: readonly string[]): NodePod | undefined {
    const nodes = this.nodes();
    if (hosts.length > this.shape.replicasPerShard) {
      const beside = nodes.find((node) =>
        nodes.some(({ shard, host, ordinal }) => shard === node.shard && host === node.host && ordinal < node.ordinal),
      );
      if (beside !== undefined) return beside;
    }
    const countOf = (host: string) => nodes.filter((node) => node.host === host).length;
    const least = Math.min(...hosts.map(countOf));
    return nodes.find(({ host }) => countOf(host) > least + 1);
  }
}
