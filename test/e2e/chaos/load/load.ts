/** All kinds of requests at once, and the databases watched meanwhile. */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Clock } from '../../faults/load/clock';
import type { Running } from '../../faults/load/orders';
import { Watch } from '../../postgres/load/watch';
import { AgentsWatch } from './agents-watch';
import type { Kind, Plan } from './plan';
import type { KindReport, Report, Tick } from './report';
import { Stream } from './stream';

const INTERVAL_MS = 5;
const IDLE_MS = 20;

export class Load implements Running<Report, Tick> {
  private readonly clock = new Clock();
  private readonly streams: ReadonlyMap<Kind, Stream>;
  private readonly postgres: Watch;
  private readonly redis: AgentsWatch;
  private readonly sending: NodeJS.Timeout;
  private readonly deadline: NodeJS.Timeout;
  private beganAt = 0;
  private marks: Record<string, number> = {};
  private stopped = false;

  constructor(plan: Plan) {
    const { now } = this.clock;
    const certificate = readFileSync(plan.certificate);
    this.streams = new Map(plan.asks.map((ask) => [ask.kind, new Stream(ask, plan, certificate, now)]));
    this.postgres = new Watch(plan.patroni, now);
    this.redis = new AgentsWatch(plan.agents);
    const stopped = () => this.stopped;
    void this.postgres.run(stopped);
    void this.redis.run(stopped);
    this.sending = setInterval(() => {
      for (const stream of this.streams.values()) stream.send();
    }, INTERVAL_MS);
    this.deadline = setTimeout(() => {
      this.end();
    }, plan.seconds * 1000);
  }

  mark(name: string, at = this.clock.now()): number {
    return (this.marks[name] = at);
  }

  tick(): Tick {
    const each = [...this.streams];
    const bad = each.flatMap(([, { lastBadAt }]) => lastBadAt ?? []);
    const waiting = each.flatMap(([, { waitingSince }]) => waitingSince ?? []);
    return {
      ...{ at: this.clock.now(), epoch: this.clock.epoch },
      answered: Object.fromEntries(each.map(([kind, { answered }]) => [kind, answered])) as Tick['answered'],
      lastAt: Object.fromEntries(each.map(([kind, { lastAt }]) => [kind, lastAt])),
      lastBadAt: bad.length === 0 ? undefined : Math.max(...bad),
      waitingSince: waiting.length === 0 ? undefined : Math.min(...waiting),
      ...{ postgres: this.postgres.sightings.at(-1), redis: this.redis.lack },
    };
  }

  /** The piece since the last one; what is under way belongs to the next. */
  take(): Report {
    const { beganAt, marks } = this;
    const endedAt = this.clock.now();
    this.beganAt = endedAt;
    this.marks = {};
    const kinds = [...this.streams].map(([kind, stream]): [Kind, KindReport] => [kind, stream.take()]);
    return { beganAt, endedAt, marks, kinds: Object.fromEntries(kinds) as Report['kinds'] };
  }

  async stop(): Promise<Report> {
    this.end();
    // Each request has its own deadline.
    while ([...this.streams.values()].some(({ underWay }) => underWay > 0)) await sleep(IDLE_MS);
    return this.take();
  }

  private end(): void {
    this.stopped = true;
    clearInterval(this.sending);
    clearTimeout(this.deadline);
  }
}
