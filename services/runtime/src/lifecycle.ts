/** Where a service stands between its start and its end. */
export type Phase = 'starting' | 'ready' | 'draining';

/**
 * The one place that knows whether the service takes traffic and how much of it is under way. It only ever moves forward: a service that
 * drains does not become ready again.
 */
export class Lifecycle {
  readonly startedAt = new Date();
  #phase: Phase = 'starting';
  #inFlight = 0;
  #whenIdle: (() => void)[] = [];

  get phase(): Phase {
    return this.#phase;
  }

  /** Requests that have been received and not been answered in full. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** The server listens. */
  started(): void {
    if (this.#phase === 'starting') this.#phase = 'ready';
  }

  /** The service has been told to stop. */
  draining(): void {
    this.#phase = 'draining';
  }

  requestBegan(): void {
    this.#inFlight += 1;
  }

  requestEnded(): void {
    this.#inFlight -= 1;
    if (this.#inFlight > 0) return;
    for (const resolve of this.#whenIdle.splice(0)) resolve();
  }

  /** Resolves as soon as no request is under way. */
  async idle(): Promise<void> {
    if (this.#inFlight === 0) return;
    await new Promise<void>((resolve) => this.#whenIdle.push(resolve));
  }
}
