import { setTimeout as sleep } from 'node:timers/promises';
import { VISITS_KEY } from '../../../services/demo-api/src/visits';
import { patience, type Context } from '../context';
import { check } from '../fail';
import type { Scene } from '../faults/act';
import { FAULT_MARK } from '../faults/fault';
import { firstProcessOf } from '../faults/processes';
import type { Lab } from '../lab';
import type { Pod } from '../objects';
import { leader, switchover } from '../postgres/members';
import { VOTERS } from '../postgres/stage';
import { CONTAINERS, SECRET as REDIS_SECRET } from '../redis/stack';
import { notYet, there, waitFor } from '../wait';
import { classOf, ClusterWatch } from './cluster-watch';
import type { Fault } from './faults';
import { OVER_MARK } from './judge/figures';
import type { EdgeLoad } from './load-pod';
import { KINDS } from './load/plan';
import type { Report } from './load/report';
import { crowdedPod } from './spread';
import { names, type PodClass, type Stack } from './stack';

/** So long it has to be well, and no request to fail, before that counts. */
const STABLE_MS = 4000;
/** So many of each kind before anything happens. */
const WARM = 10;
const SPREAD_TRIES = 6;

/** What an event has to work with: the whole stack, the traffic that goes through it, and words for what to wait for. */
export class Stage implements Scene<Fault> {
  /** What came to its end while nothing was done. */
  readonly between: Report[] = [];
  readonly watch: ClusterWatch;

  constructor(
    readonly context: Context,
    readonly stack: Stack,
    readonly load: EdgeLoad,
    /** How long everything may take to be well again. */
    private readonly settleSeconds: number,
  ) {
    this.watch = new ClusterWatch(load);
  }

  get lab(): Lab {
    const { lab } = this.context.cluster;
    check(lab !== undefined, 'this needs the lab');
    return lab;
  }

  /** Says that the event begins now. */
  async mark(): Promise<void> {
    await this.load.mark(FAULT_MARK);
  }

  /** Says that what was done is over: what has to be well again counts from now on. */
  async over(): Promise<void> {
    await this.load.mark(OVER_MARK);
  }

  async hold(seconds: number): Promise<void> {
    await sleep(seconds * 1000, undefined, { signal: this.context.signal });
  }

  /** The pods that stay, as they are now. */
  async pods(): Promise<readonly Pod[]> {
    const pods = await this.load.api.pods(names.all);
    return pods.filter((pod) => classOf(pod) !== undefined && pod.metadata.deletionTimestamp === undefined);
  }

  /** The pod of a class that has been there for longest: it has most connections. */
  async oldest(podClass: PodClass): Promise<Pod> {
    const pods = (await this.pods()).filter((pod) => classOf(pod) === podClass);
    const [oldest] = pods.sort((a, b) => a.metadata.creationTimestamp.localeCompare(b.metadata.creationTimestamp));
    check(oldest !== undefined, `there is no ${podClass}`);
    return oldest;
  }

  private async pod(what: string, picks: (pod: Pod) => boolean): Promise<Pod> {
    const found = (await this.pods()).find(picks);
    check(found !== undefined, `there is no ${what}`);
    return found;
  }

  /** Who leads Postgres. */
  async primary(): Promise<Pod> {
    const { name } = await leader(this.context);
    return this.pod(name, ({ metadata }) => metadata.name === name);
  }

  async replica(): Promise<Pod> {
    const { name } = await leader(this.context);
    return this.pod('replica', (pod) => classOf(pod) === 'postgres' && pod.metadata.name !== name);
  }

  /** The Redis master that counts the visits: the others would not be missed. */
  async master(): Promise<Pod> {
    const asked = await this.oldest('redis');
    const { kubectl } = this.context;
    const secret = ['get', 'secret', REDIS_SECRET, '--output', 'jsonpath={.data.password}'];
    const password = Buffer.from((await kubectl.run(secret)).stdout, 'base64').toString();
    const command = ['redis-cli', '--no-auth-warning', '-a', password, 'get', VISITS_KEY];
    // Who does not have it says who does.
    const { stdout } = await kubectl.run(['exec', asked.metadata.name, '-c', CONTAINERS.server, '--', ...command]);
    const [, host] = /^MOVED \d+ (.*):\d+$/m.exec(stdout) ?? [];
    if (host === undefined) return asked;
    return this.pod(
      `Redis at ${host}`,
      ({ metadata, status }) => status.podIP === host || host.startsWith(`${metadata.name}.`),
    );
  }

  /** The replica of that master. */
  async masterReplica(): Promise<Pod> {
    const { name } = (await this.master()).metadata;
    const shard = name.replace(/\d+$/, '');
    return this.pod(`replica of ${name}`, ({ metadata }) => metadata.name.startsWith(shard) && metadata.name !== name);
  }

  /** Ends all that runs in a pod at once, by its first processes. */
  async kill({ status }: Pod): Promise<void> {
    const running = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])].filter(
      ({ state }) => state?.running !== undefined,
    );
    const processes = running.map(({ containerID = '' }) => firstProcessOf(containerID.replace(/^.*:\/\//, '')));
    await this.mark();
    for (const each of processes) process.kill(each, 'SIGKILL');
  }

  /** Waits until a pod is gone for good. */
  gone(uid: string): Promise<void> {
    return waitFor(
      'its end',
      async () => {
        const pods = await this.load.api.pods(names.all);
        return pods.some(({ metadata }) => metadata.uid === uid) ? notYet('it is leaving') : there(undefined);
      },
      patience(this.context, this.settleSeconds),
    );
  }

  /** The node that the primary is on, which is not the client's, and the pods there. */
  async victimNode(): Promise<readonly [node: string, pods: readonly string[]]> {
    const { nodeName = '' } = (await this.primary()).spec;
    check(nodeName !== this.load.node, `the primary is on ${nodeName}, the client's node`);
    const there_ = (await this.pods()).filter(({ spec }) => spec.nodeName === nodeName);
    return [nodeName, there_.map(({ metadata }) => metadata.name)];
  }

  async warm(): Promise<void> {
    await waitFor(
      'the load',
      async () => {
        const { answered } = await this.load.tick();
        const cold = KINDS.filter((kind) => answered[kind] < WARM);
        return cold.length === 0 ? there(undefined) : notYet(`too few: ${cold.join(', ')}`);
      },
      patience(this.context, this.settleSeconds),
    );
  }

  /** Waits until everything is Ready, nobody is leaving, and all kinds of requests are answered, for a few seconds. */
  async whole(seconds = this.settleSeconds): Promise<void> {
    await waitFor(
      'everything',
      () => {
        const { watch } = this;
        const { lack, tick } = watch;
        if (lack !== undefined || tick === undefined) return Promise.resolve(notYet(lack ?? 'no sign of life'));
        const leaving = watch.pods.filter(({ metadata }) => metadata.deletionTimestamp !== undefined);
        if (leaving.length > 0)
          return Promise.resolve(notYet(`leaving: ${leaving.map(({ metadata }) => metadata.name).join(', ')}`));
        const silent = KINDS.filter((kind) => tick.at - (tick.lastAt[kind] ?? -Infinity) > STABLE_MS);
        if (silent.length > 0) return Promise.resolve(notYet(`no answer: ${silent.join(', ')}`));
        if (tick.at - (tick.lastBadAt ?? -Infinity) < STABLE_MS) return Promise.resolve(notYet('requests fail'));
        // It would fail in the middle of what comes next, and not because of it.
        if (tick.at - (tick.waitingSince ?? Infinity) > STABLE_MS)
          return Promise.resolve(notYet('a request has waited for its answer all the time'));
        return Promise.resolve(tick.at - watch.since >= STABLE_MS ? there(undefined) : notYet('well'));
      },
      patience(this.context, seconds),
    );
  }

  /** The ground that an event needs: all is well, and, where a node is hurt, no class of pods is on it alone. */
  async settle({ wide = false }: Fault): Promise<void> {
    await this.whole();
    await this.voters();
    if (wide) await this.spread();
    this.between.push(await this.load.take());
    this.watch.take();
  }

  /** Waits until a commit of the primary waits for one of all others. */
  private async voters(): Promise<void> {
    await waitFor(
      'voters',
      () => {
        const others = (this.watch.tick?.postgres?.members ?? []).filter(({ role }) => !VOTERS.test(role));
        return Promise.resolve(
          others.length === 0 ? there(undefined) : notYet(others.map(({ name, role }) => `${name} ${role}`).join(', ')),
        );
      },
      patience(this.context, this.settleSeconds),
    );
  }

  private async spread(): Promise<void> {
    const { kubectl, log } = this.context;
    for (let tries = 0; tries < SPREAD_TRIES; tries += 1) {
      const { name } = (await this.primary()).metadata;
      const crowded = crowdedPod(await this.pods(), name);
      if (crowded === undefined) break;
      log.say(`  ${crowded.metadata.name} on ${crowded.spec.nodeName ?? '?'}: moved`);
      await kubectl.run(['delete', 'pod', crowded.metadata.name, '--wait'], { seconds: 200 });
      await this.whole();
    }
    const primary = await this.primary();
    if (primary.spec.nodeName !== this.load.node) return;
    const heir = await this.pod('heir', (pod) => classOf(pod) === 'postgres' && pod.spec.nodeName !== this.load.node);
    log.say(`  the primary is on the client's node: handed over to ${heir.metadata.name}`);
    await switchover(this.context, primary.metadata.name, heir.metadata.name);
    await this.whole();
    await this.voters();
  }
}
