/** Writes and reads through one client, as an app has it, and the nodes watched meanwhile. */
import { connectRedis, type RedisClient } from '../../../../services/redis-client/src';
import { Clock } from '../../faults/load/clock';
import type { Running } from '../../faults/load/orders';
import { inBatches, inspect, songOf } from './canaries';
import { kindOf } from './failure';
import type { Plan, WatchedNode } from './plan';
import type { Found, Report, Tick } from './report';
import { canaryOf, keyOf, slotOf } from './slots';
import { Stream } from './stream';
import { Watch } from './watch';

/** A part of the slots that is written to has answered within this. */
const FRESH_MS = 1000;

export class Load implements Running<Report, Tick> {
  private readonly clock = new Clock();
  private readonly client: RedisClient;
  private readonly writes: Stream;
  private readonly reads: Stream;
  private readonly watch: Watch;
  private readonly wrong = new Set<number>();
  private readonly complaints: Record<string, number> = {};
  private readonly running: Promise<unknown>;
  private readonly watching: Promise<unknown>;
  private readonly timer: NodeJS.Timeout;
  private stopped = false;
  private over = false;

  constructor(private readonly plan: Plan) {
    const { run, env, writesPerSecond, readsPerSecond, access, nodes, seconds } = plan;
    const { now } = this.clock;
    this.client = connectRedis(env, {
      onError: (error) => {
        const kind = kindOf(error);
        this.complaints[kind] = (this.complaints[kind] ?? 0) + 1;
      },
    });
    this.writes = new Stream(writesPerSecond, (number) => this.write(run, number), now);
    this.reads = new Stream(readsPerSecond, (number) => this.read(number), now);
    this.watch = new Watch(access, now);
    this.watch.follow(nodes);
    const stopped = () => this.stopped;
    this.running = Promise.all([this.writes.run(stopped), this.reads.run(stopped)]);
    // Until all is read back: what is not there may be in a node that is not there.
    this.watching = this.watch.run(() => this.over);
    this.timer = setTimeout(() => (this.stopped = this.over = true), seconds * 1000);
  }

  private async write(run: string, number: number): Promise<void> {
    await this.client.set(keyOf(run, number), number);
  }

  private async read(number: number): Promise<void> {
    const slot = slotOf(number);
    if ((await this.client.get(canaryOf(slot))) !== songOf(this.plan.name, slot)) this.wrong.add(slot);
  }

  /** Says where the nodes are now. */
  follow(nodes: readonly WatchedNode[]): void {
    this.watch.follow(nodes);
  }

  mark(name: string, at?: number): number {
    return this.clock.mark(name, at);
  }

  tick(): Tick {
    const { writes, reads, watch, clock } = this;
    return {
      ...{ epoch: clock.epoch, at: clock.now(), written: writes.good, read: reads.good },
      failures: writes.failed + reads.failed,
      silentParts: writes.silentParts(FRESH_MS),
      sighting: watch.sightings.at(-1),
      agents: watch.agents.at(-1),
    };
  }

  async stop(): Promise<Report> {
    this.stopped = true;
    clearTimeout(this.timer);
    const endedAt = this.clock.now();
    await this.running;
    const found = await this.readBack().catch((error: unknown) => ({ unread: kindOf(error) }));
    this.over = true;
    await this.watching;
    this.client.disconnect();
    const { complaints, watch, clock } = this;
    return {
      ...{ epoch: clock.epoch, endedAt, marks: clock.marks, complaints, found },
      ...{ writes: this.writes.report(), reads: this.reads.report(), wrong: [...this.wrong] },
      ...{ sightings: watch.sightings, agents: watch.agents },
    };
  }

  /** Looks for all that was acknowledged, and takes it away: the next run needs the room. */
  private async readBack(): Promise<Found> {
    const { client } = this;
    const { run } = this.plan;
    const numbers = this.writes.report().answered.map(([number]) => number);
    const values = await inBatches(numbers, (number) => client.get(keyOf(run, number)));
    const lost = numbers.filter((number, i) => values[i] !== String(number));
    const canaries = await inspect(client, this.plan.name);
    await inBatches(numbers, (number) => client.unlink(keyOf(run, number)));
    return { lost, canaries };
  }
}
