import { join } from 'node:path';
import type { Context } from '../context';
import { LoadPod } from '../faults/load-pod';
import type { PodProxy } from '../faults/proxy';
import type { Canaries, Plan, WatchedNode } from './load/plan';
import type { Report, Tick } from './load/report';
import { ACCESS, PORTS, SECRET, SECRETS } from './stack';

/** To let the last commands end and read everything back. */
const END_SECONDS = 240;
const CANARY_SECONDS = 90;

/** The load on Redis, and ways to ask nodes beside it. */
export class RedisLoad extends LoadPod<Plan, Tick, Report> {
  static async start(context: Context): Promise<RedisLoad> {
    return new RedisLoad(
      ...(await this.run(context, {
        name: 'e2e-redis-client',
        entry: join(__dirname, 'load', 'main.ts'),
        volumes: { [SECRETS]: { secret: { secretName: SECRET, defaultMode: 0o440 } } },
      })),
    );
  }

  /** What it reaches its pod through: for other questions to the API server. */
  get api(): PodProxy {
    return this.proxy;
  }

  override end(): Promise<Report> {
    return super.end(END_SECONDS);
  }

  /** Says where the nodes are now. */
  async follow(nodes: readonly WatchedNode[]): Promise<void> {
    await this.order('/follow', nodes);
  }

  /** Puts a canary into each slot. */
  async plant(canaries: Canaries): Promise<void> {
    await this.order('/plant', canaries, CANARY_SECONDS);
  }

  /** Slots whose canary is missing or another one. */
  inspect(canaries: Canaries): Promise<readonly number[]> {
    return this.order('/inspect', canaries, CANARY_SECONDS) as Promise<readonly number[]>;
  }

  /** Has a node do something, as its agent could. */
  async tell(node: WatchedNode, ...command: readonly [string, ...string[]]): Promise<string> {
    return (await this.order('/tell', { node, access: ACCESS, command })) as string;
  }

  /** Steps that the agents at these addresses have done. */
  steps(addresses: readonly string[]): Promise<readonly (number | null)[]> {
    const agents = addresses.map((address) => `${address}:${PORTS.agent}`);
    return this.order('/steps', agents) as Promise<readonly (number | null)[]>;
  }
}
