/** All paths at once, and the members watched meanwhile. */
import type { Plan } from './plan';
import type { Report, Tick } from './report';
import { Stream } from './stream';
import { Watch } from './watch';

export class Load {
  private readonly began = performance.now();
  private readonly marks: Record<string, number> = {};
  private readonly streams: readonly Stream[];
  private readonly watch: Watch;
  private readonly running: Promise<unknown>;
  private readonly timer: NodeJS.Timeout;
  private stopped = false;

  constructor(plan: Plan) {
    // A tenth of a millisecond tells one event from the next, and keeps the report small.
    const now = () => Math.round((performance.now() - this.began) * 10) / 10;
    this.now = now;
    this.streams = plan.paths.map((path) => new Stream(path, plan, now));
    this.watch = new Watch(plan.patroni, now);
    const stopped = () => this.stopped;
    this.running = Promise.all([this.watch.run(stopped), ...this.streams.map((stream) => stream.run(stopped))]);
    this.timer = setTimeout(() => (this.stopped = true), plan.seconds * 1000);
  }

  private readonly now: () => number;

  mark(name: string): number {
    return (this.marks[name] = this.now());
  }

  tick(): Tick {
    return {
      at: this.now(),
      answered: Object.fromEntries(this.streams.map((stream) => [stream.path.name, stream.good])),
      failures: this.streams.reduce((sum, { failed }) => sum + failed, 0),
      timeline: Math.max(...this.streams.map(({ timeline }) => timeline)),
      sighting: this.watch.sightings.at(-1),
    };
  }

  /** Lets what is under way come to its end. */
  async stop(): Promise<Report> {
    this.stopped = true;
    clearTimeout(this.timer);
    const endedAt = this.now();
    await this.running;
    const { marks, watch } = this;
    return { endedAt, marks, paths: this.streams.map((stream) => stream.report()), sightings: watch.sightings };
  }
}
