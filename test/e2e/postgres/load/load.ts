/** All paths at once, and the members watched meanwhile. */
import { Clock } from '../../faults/load/clock';
import type { Running } from '../../faults/load/orders';
import type { Plan } from './plan';
import type { Report, Tick } from './report';
import { Stream } from './stream';
import { Watch } from './watch';

export class Load implements Running<Report, Tick> {
  private readonly clock = new Clock();
  private readonly streams: readonly Stream[];
  private readonly watch: Watch;
  private readonly running: Promise<unknown>;
  private readonly timer: NodeJS.Timeout;
  private stopped = false;

  constructor(plan: Plan) {
    const { now } = this.clock;
    this.streams = plan.paths.map((path) => new Stream(path, plan, now));
    this.watch = new Watch(plan.patroni, now);
    const stopped = () => this.stopped;
    this.running = Promise.all([this.watch.run(stopped), ...this.streams.map((stream) => stream.run(stopped))]);
    this.timer = setTimeout(() => (this.stopped = true), plan.seconds * 1000);
  }

  mark(name: string, at?: number): number {
    return this.clock.mark(name, at);
  }

  tick(): Tick {
    return {
      at: this.clock.now(),
      answered: Object.fromEntries(this.streams.map((stream) => [stream.path.name, stream.good])),
      failures: this.streams.reduce((sum, { failed }) => sum + failed, 0),
      timeline: Math.max(...this.streams.map(({ timeline }) => timeline)),
      sighting: this.watch.sightings.at(-1),
    };
  }

  async stop(): Promise<Report> {
    this.stopped = true;
    clearTimeout(this.timer);
    const endedAt = this.clock.now();
    await this.running;
    const { marks } = this.clock;
    return { endedAt, marks, paths: this.streams.map((stream) => stream.report()), sightings: this.watch.sightings };
  }
}
