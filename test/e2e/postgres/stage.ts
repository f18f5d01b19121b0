import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { patience, type Context } from '../context';
import { check } from '../fail';
import type { Scene } from '../faults/act';
import { FAULT_MARK } from '../faults/fault';
import type { Lab } from '../lab';
import { notYet, there, waitFor, type Sight } from '../wait';
import type { Fault } from './faults';
import type { PostgresLoad } from './load-pod';
import { PATH_NAMES } from './load/plan';
import { isWhole, type Tick } from './load/report';
import { inMember, leader, members, podsAreReady, switchover } from './members';
import { loginOf, memberAt, names, type Stack } from './stack';
import type { Storage } from './storage';

/** A cluster that changes its leader and back settles within seconds; a copy of a member takes longer. */
const SETTLE_SECONDS = 240;
/** So long it has to be well before that counts. */
const STABLE_MS = 5000;
/** A path that answers has done so within this. */
const FRESH_MS = 1000;
/** So many of each path before anything happens. */
const WARM = 50;
/** What a leader commits to: any of them has all that was acknowledged. */
export const VOTERS = /^(leader|sync_standby|quorum_standby)$/;

/** What a fault has to work with: the cluster, the load that is running, and words for what to wait for. */
export class Stage implements Scene<Fault> {
  constructor(
    readonly context: Context,
    readonly stack: Stack,
    readonly load: PostgresLoad,
    readonly storage: Storage | undefined,
  ) {}

  get lab(): Lab {
    const { lab } = this.context.cluster;
    check(lab !== undefined, 'this needs the lab');
    return lab;
  }

  /** Says that the fault begins now. */
  async mark(): Promise<void> {
    await this.load.mark(FAULT_MARK);
  }

  leader() {
    return leader(this.context);
  }

  members() {
    return members(this.context);
  }

  switchover(from: string, to: string): Promise<void> {
    return switchover(this.context, from, to);
  }

  /** Digests of a password: of the Secret, and of the file of it in every pod that reads it. */
  async digests(key: string): Promise<readonly string[]> {
    const { kubectl } = this.context;
    const pods = [names.members, ...(key === 'pooler-password' ? [names.poolers] : [])];
    const lists = await Promise.all(pods.map((selector) => kubectl.list('pods', selector)));
    const files = lists.flat().map(async ({ metadata }) => {
      const command = ['exec', metadata.name, '--', 'sha256sum', `/etc/scaleout/secrets/${key}`];
      return (await kubectl.run(command)).stdout.split(' ')[0] ?? '';
    });
    const secret = ['get', 'secret', names.secret, '--output', `jsonpath={.data.${key}}`];
    const own = Buffer.from((await kubectl.run(secret)).stdout, 'base64');
    return [createHash('sha256').update(own).digest('hex'), ...(await Promise.all(files))];
  }

  /** Runs a shell script in a member. */
  inMember(pod: string, script: string): Promise<string> {
    return inMember(this.context, pod, script);
  }

  /** Lets it go on for a while: some faults are about what does not happen. */
  async hold(seconds: number): Promise<void> {
    await sleep(seconds * 1000, undefined, { signal: this.context.signal });
  }

  /** Waits until the load's signs of life say so. */
  until<T>(what: string, look: (tick: Tick) => Sight<T>, seconds = SETTLE_SECONDS): Promise<T> {
    return waitFor(what, async () => look(await this.load.tick()), patience(this.context, seconds));
  }

  /** The newest timeline that acknowledged. */
  async timeline(): Promise<number> {
    return (await this.load.tick()).timeline;
  }

  /** Waits until a new leader acknowledges. */
  async newTimeline(before: number, seconds = 90): Promise<void> {
    await this.until(
      'a new leader',
      ({ timeline }) => (timeline > before ? there(timeline) : notYet(`timeline ${timeline}`)),
      seconds,
    );
  }

  async warm(): Promise<void> {
    await this.until('the load', ({ answered }) => {
      const cold = PATH_NAMES.filter((name) => (answered[name]?.times ?? 0) < WARM);
      return cold.length === 0 ? there(undefined) : notYet(`too few: ${cold.join(', ')}`);
    });
  }

  /** Waits until all members stream from one leader and every path answers, for a few seconds. */
  async whole(count = this.stack.members, seconds = SETTLE_SECONDS): Promise<void> {
    await this.until(
      `${count} members`,
      ({ at, sighting, answered }) => {
        const silent = PATH_NAMES.filter((name) => at - (answered[name]?.lastAt ?? -Infinity) > FRESH_MS);
        if (silent.length > 0) return notYet(`no answer: ${silent.join(', ')}`);
        if (!isWhole(sighting, count)) return notYet(stateOf(sighting));
        return at - (sighting?.at ?? at) >= STABLE_MS ? there(undefined) : notYet('whole');
      },
      seconds,
    );
  }

  /** The ground that a fault needs: whole, safe, each member on a node of its own, and the leader where it may be hurt. */
  async settle(): Promise<void> {
    await podsAreReady(this.context, this.stack.members, SETTLE_SECONDS);
    await this.spread();
    await this.whole();
    await this.voters();
    const before = await this.leader();
    if (before.node !== this.load.node) return;
    const candidate = (await this.members()).find(({ node }) => node !== this.load.node);
    check(candidate !== undefined, `all members are on ${this.load.node}, the client's node`);
    await switchover(this.context, before.name, candidate.name);
    await this.until('the leader on another node', ({ sighting }) =>
      sighting?.members.some(({ name, role }) => name === candidate.name && role === 'leader') === true
        ? there(undefined)
        : notYet(stateOf(sighting)),
    );
    await this.settle();
  }

  /** Waits until a commit waits for one of all others. */
  async voters(): Promise<void> {
    await this.until('voters', ({ sighting }) => {
      const others = (sighting?.members ?? []).filter(({ role }) => !VOTERS.test(role));
      return others.length === 0 ? there(undefined) : notYet(stateOf(sighting));
    });
  }

  /** Two members on one node, as a drain leaves them, would make the next lost node another fault than its name says. */
  private async spread(): Promise<void> {
    const seen = new Set<string>();
    const { name: leads } = await this.leader();
    const all = [...(await this.members())].sort((a) => (a.name === leads ? -1 : 1));
    const crowded = all.filter(({ node }) => seen.size === seen.add(node).size);
    const nodes = await this.context.kubectl.list('nodes');
    const usable = nodes.filter(({ spec }) => spec.unschedulable !== true).length;
    const [next] = crowded;
    if (next === undefined || usable < all.length) return;
    this.context.log.say(`  ${next.name} shares ${next.node}: moved`);
    await this.context.kubectl.run(['delete', 'pod', next.name, '--wait']);
    await podsAreReady(this.context, this.stack.members, SETTLE_SECONDS);
  }

  /** Waits until a setting has its value on every member. */
  async setting(name: string, value: string, seconds = 300): Promise<void> {
    const login = loginOf((key) => this.load.passwordFile(key));
    await waitFor(
      `${name} = ${value}`,
      async () => {
        const all = await this.members();
        const values = await Promise.all(
          all.map(({ address }) =>
            this.load
              .ask<Readonly<Record<string, string>>>({ ...memberAt(address), login, text: `SHOW ${name}` })
              .then(([row]) => row?.[name] ?? '?', String),
          ),
        );
        const seen = values.map((is, i) => `${all[i]?.name ?? ''} ${is.slice(0, 60)}`).join(', ');
        return values.every((is) => is === value) ? there(undefined) : notYet(seen);
      },
      patience(this.context, seconds),
    );
  }
}

const stateOf = (sighting: Tick['sighting']): string =>
  sighting === undefined || sighting.members.length === 0
    ? 'Patroni does not answer'
    : sighting.members.map(({ name, role, state }) => `${name.split('-').at(-1) ?? name} ${role} ${state}`).join(', ');
