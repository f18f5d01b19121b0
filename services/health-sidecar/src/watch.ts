/** What looks: the sampler of the configuration in force, and its change for that of another one. */
import type { Collector } from './collector';
import { ConfigurationError } from './codes';
import type { Configuration } from './configuration';
import type { Log } from './log';
import { Sampler } from './sampler';
import type { Snapshot } from './snapshot';

/** The collectors that a configuration asks for. Called anew for each one. */
export type CollectorsOf = (configuration: Configuration) => readonly Collector[];

/** How long a new sampler may take for its first looks before it takes the place of the one before. */
const FIRST_LOOKS_MS = 10_000;

/** A sampler that follows its configuration. What is asked of it is answered from memory. */
export class Watch {
  private sampler: Sampler;
  /** Components that have answered once, whatever configuration there was. */
  private readonly answered = new Set<string>();
  private changing: Promise<void> = Promise.resolve();
  /** The one that looks for the first time. */
  private next: Sampler | undefined;
  private isStopped = false;

  /** @throws ConfigurationError when two collectors have one name */
  constructor(
    private readonly collectorsOf: CollectorsOf,
    configuration: Configuration,
    private readonly log: Log,
  ) {
    this.sampler = this.samplerOf(configuration);
  }

  start(): void {
    this.sampler.start();
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    // Ends its first looks, which the change waits for.
    await this.next?.stop();
    await this.changing;
    await this.sampler.stop();
  }

  get snapshots(): readonly Snapshot[] {
    const snapshots = this.sampler.snapshots;
    this.remember(snapshots);
    return snapshots.map((each) => (this.answered.has(each.name) ? { ...each, hasAnswered: true } : each));
  }

  get overdueSeconds(): number {
    return this.sampler.overdueSeconds;
  }

  /**
   * Looks with another configuration from now on. The sampler before answers until the new one has looked once, so that a change is no moment
   * in which nothing is known. Changes come one after the other. Resolves with whether it is in force.
   */
  async change(configuration: Configuration): Promise<boolean> {
    const changed = this.changing.then(() => this.replace(configuration));
    this.changing = changed.then(() => undefined);
    return changed;
  }

  private remember(snapshots: readonly Snapshot[]): void {
    for (const { name, hasAnswered } of snapshots) if (hasAnswered) this.answered.add(name);
  }

  private async replace(configuration: Configuration): Promise<boolean> {
    if (this.isStopped) return false;
    let next: Sampler;
    try {
      next = this.samplerOf(configuration);
    } catch (error) {
      this.log.error({ err: error }, 'the configuration is not usable; the one before stays');
      return false;
    }
    this.next = next;
    next.start();
    await next.firstLooks(FIRST_LOOKS_MS);
    this.next = undefined;
    const before = this.sampler;
    this.remember(before.snapshots);
    this.sampler = next;
    await before.stop();
    return true;
  }

  private samplerOf(configuration: Configuration): Sampler {
    const collectors = this.collectorsOf(configuration);
    const names = collectors.map(({ name }) => name);
    const twice = names.filter((name, index) => names.indexOf(name) !== index);
    if (twice.length > 0) {
      throw new ConfigurationError(
        twice.map((where) => ({ code: 'SCALE-SIDECAR-004', where, rule: 'must be the name of one collector' })),
      );
    }
    return new Sampler(collectors, configuration.sampling, this.log);
  }
}
