/** Does what a plan says, each step on what it was planned for. */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseInfo } from '@scaleout/redis-nodes';
import type { Node } from './connection';
import { AGENT_USER, type AgentEnv } from './env';
import type { Member, NodeState, Sight, Step } from './model';
import { moveAtOnce } from './atomic-move';
import { moveSlots } from './move';

/** What acting needs. */
export interface Hands {
  /** The connection to a member. */
  readonly node: (member: Member) => Promise<Node>;
  readonly port: number;
  readonly flavour: AgentEnv['FLAVOUR'];
  readonly password: () => string;
  /** Has Kubernetes remove the StatefulSet of a shard. */
  readonly removeShard: (shard: number) => Promise<void>;
  /** Milliseconds until a replica takes over when it is asked. */
  readonly electableInMs: (pod: string, address: string) => Promise<number>;
  /** Whether this agent is still the one that acts. */
  readonly mayGoOn: () => boolean;
}

type Of<K extends Step['do']> = Extract<Step, { readonly do: K }>;
type Live = Member & { readonly state: NodeState; readonly address: string };

/** A promotion takes some 50 ms; a replica that is behind catches up first. As long as Redis keeps in mind that it was asked. */
const FAIL_OVER_MS = 5000;
/** A replica without a master stands for election by itself whenever it may: only one that was told shortly before asks for all votes then. */
export const FORCED_BEFORE_MS = 4000;

export class Actor {
  constructor(
    private readonly hands: Hands,
    private readonly sight: Sight,
  ) {}

  /**
   * Does a step.
   *
   * @returns what came of it, when there is more to say than that it was done
   * @throws Error when it could not be done; looking again shows what is to be done instead
   */
  async take(step: Step): Promise<object | undefined> {
    switch (step.do) {
      case 'set-epoch':
        return this.tell(step.pod, 'SET-CONFIG-EPOCH', step.epoch);
      case 'meet':
        return this.meet(step);
      case 'add-slots':
        return this.tell(step.pod, 'ADDSLOTSRANGE', ...step.ranges.flat());
      case 'replicate':
        return this.tell(step.pod, 'REPLICATE', step.master);
      case 'forget':
        return this.tell(step.pod, 'FORGET', step.id);
      case 'reset':
        return this.reset(step);
      case 'fail-over':
        return this.failOver(step);
      case 'move-slots':
        return this.move(step);
      case 'clear-slot':
        return this.tell(step.pod, 'SETSLOT', step.slot, 'STABLE');
      case 'remove-shard':
        await this.hands.removeShard(step.shard);
        return undefined;
    }
  }

  private async tell(pod: string, ...words: readonly (string | number)[]): Promise<undefined> {
    await (await this.hands.node(this.live(pod))).call('CLUSTER', ...words);
  }

  /** Only after asking who is there: a cluster must never meet a node of another one that has got an address of ours. */
  private async meet({ pod, other, address, id }: Of<'meet'>): Promise<undefined> {
    const there = await (await this.hands.node(this.live(other))).call('CLUSTER', 'MYID');
    if (there !== id) throw new Error(`at ${address} is ${String(there)} and not ${id}`);
    return this.tell(pod, 'MEET', address, this.hands.port);
  }

  private async reset({ pod, flush }: Of<'reset'>): Promise<undefined> {
    if (flush) await (await this.hands.node(this.live(pod))).call('FLUSHALL');
    return this.tell(pod, 'RESET', 'HARD');
  }

  private async failOver({ pod, force }: Of<'fail-over'>): Promise<object> {
    const { address } = this.live(pod);
    const wait = await this.hands.electableInMs(pod, address);
    if (wait > (force === true ? FORCED_BEFORE_MS : 0)) throw new Error(`${pod} was elected a moment ago`);
    const node = await this.hands.node(this.live(pod));
    const begin = performance.now();
    await node.call('CLUSTER', 'FAILOVER', ...(force === true ? ['FORCE'] : []));
    while (performance.now() - begin < FAIL_OVER_MS) {
      if (await isMaster(node)) return { ms: Math.round(performance.now() - begin) };
      await sleep(20);
    }
    throw new Error(`${pod} did not become master in ${FAIL_OVER_MS} ms`);
  }

  private async move({ from, to, slots }: Of<'move-slots'>): Promise<object> {
    const [source, target] = [this.live(from), this.live(to)];
    const masters = this.sight.members.filter(
      (member): member is Live =>
        member !== source &&
        member !== target &&
        member.state?.peers.some((p) => p.myself && p.role === 'master') === true,
    );
    const move = this.hands.flavour === 'valkey' ? moveAtOnce : moveSlots;
    return move({
      source: { id: source.state.id, node: await this.hands.node(source) },
      target: {
        id: target.state.id,
        node: await this.hands.node(target),
        address: target.address,
        port: this.hands.port,
      },
      others: await Promise.all(masters.map((member) => this.hands.node(member))),
      login: { user: AGENT_USER, password: this.hands.password() },
      slots,
      mayGoOn: this.hands.mayGoOn,
    });
  }

  private live(pod: string): Live {
    const member = this.sight.members.find((m): m is Live => m.pod === pod && m.state !== undefined);
    if (member === undefined) throw new Error(`${pod} is not there`);
    return member;
  }
}

export async function isMaster(node: Node): Promise<boolean> {
  return parseInfo(String(await node.call('INFO', 'replication'))).get('role') === 'master';
}
