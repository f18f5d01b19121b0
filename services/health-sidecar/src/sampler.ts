/**
 * The one place from which anything is asked. Each collector has a loop of its own: one run at a time, a deadline, jitter, longer pauses
 * while it fails. Everyone who wants to know something reads the last snapshot, so that storms of probes and scrapes cost the databases
 * nothing. Time is the monotonic clock: one that jumps changes nothing.
 */
import { CollectorError, type Collector, type Reading, type Schedule } from './collector';
import { letGo, LETTING_GO_MS, settled } from './letting-go';
import type { Log } from './log';
import { failedReading, soundReading } from './reading';
import { scheduleOf } from './schedule';
import type { Outcome, Snapshot } from './snapshot';

/** Pauses are so much longer or shorter at random: the pods of a roll-out would ask in step otherwise. */
const JITTER = 0.1;

/** After trouble it is looked within so long, at random: all pods lose their connections at the same moment. */
const SOON_MS = 100;

/** What a test may replace. */
export interface SamplerClock {
  /** Milliseconds that never go back. */
  readonly now: () => number;
  readonly random: () => number;
}

const CLOCK: SamplerClock = { now: () => performance.now(), random: Math.random };

interface State {
  readonly collector: Collector;
  readonly schedule: Schedule;
  readonly runs: Record<Outcome, number>;
  reading: Reading | undefined;
  /** When that was known. */
  at: number | undefined;
  last: { readonly outcome: Outcome; readonly seconds: number } | undefined;
  failuresInARow: number;
  hasAnswered: boolean;
  /** When the loop came round last. */
  turnedAt: number;
  /** Until the next run; undefined while one is under way. */
  timer: NodeJS.Timeout | undefined;
  /** Whether the next run is before its time, or the last one was: one between two regular ones, as a server may end each connection at once. */
  isEarly: boolean;
  /** Whether there was trouble while a run was under way, which may have looked there before. */
  hadTrouble: boolean;
}

export class Sampler {
  private readonly states: readonly State[];
  private readonly stopped = new AbortController();
  private readonly running = new Set<Promise<void>>();

  constructor(
    collectors: readonly Collector[],
    defaults: Schedule,
    private readonly log: Log,
    private readonly clock: SamplerClock = CLOCK,
  ) {
    this.states = collectors.map((collector) => ({
      collector,
      schedule: scheduleOf(defaults, collector.schedule),
      runs: { ok: 0, error: 0, timeout: 0 },
      reading: undefined,
      at: undefined,
      last: undefined,
      failuresInARow: 0,
      hasAnswered: false,
      turnedAt: clock.now(),
      timer: undefined,
      isEarly: false,
      hadTrouble: false,
    }));
  }

  /** Begins; the first runs are at once. */
  start(): void {
    for (const state of this.states) {
      state.turnedAt = this.clock.now();
      state.collector.onTrouble?.(() => {
        this.onTrouble(state);
      });
      this.turn(state);
    }
  }

  /** Resolves when each collector has run once, or after `withinMs`. */
  async firstLooks(withinMs: number): Promise<void> {
    await settled(this.running, withinMs);
  }

  /** Ends all runs, and lets collectors close what they keep. */
  async stop(): Promise<void> {
    this.stopped.abort();
    for (const { timer } of this.states) clearTimeout(timer);
    await Promise.all(this.running);
    await settled(
      this.states.map(async ({ collector }) => collector.close?.()),
      LETTING_GO_MS,
    );
  }

  /** What is known now. */
  get snapshots(): readonly Snapshot[] {
    return this.states.map((state) => this.snapshotOf(state));
  }

  /** Seconds by which the slowest loop is over its time; 0 when all come round as they should. */
  get overdueSeconds(): number {
    const now = this.clock.now();
    return Math.max(
      0,
      ...this.states.map(({ turnedAt, schedule }) => {
        const allowed = schedule.maxBackoffSeconds * (1 + JITTER) + schedule.timeoutSeconds;
        return (now - turnedAt - LETTING_GO_MS) / 1000 - allowed;
      }),
    );
  }

  private snapshotOf(state: State): Snapshot {
    const { collector, schedule, reading, at, last, runs, hasAnswered } = state;
    const ageSeconds = at === undefined ? undefined : Math.max(0, (this.clock.now() - at) / 1000);
    const isStale = ageSeconds === undefined || ageSeconds > schedule.staleSeconds;
    return {
      name: collector.name,
      scope: collector.scope,
      neededAtStart: collector.neededAtStart ?? true,
      schedule,
      status: isStale || reading === undefined ? 'unknown' : reading.status,
      reason: isStale
        ? ageSeconds === undefined
          ? 'nobody has looked yet'
          : 'the last reading is too old'
        : reading?.reason,
      reading: isStale ? undefined : reading,
      ageSeconds,
      last,
      runs,
      hasAnswered,
    };
  }

  private turn(state: State): void {
    state.timer = undefined;
    state.hadTrouble = false;
    const run = this.run(state).finally(() => {
      this.running.delete(run);
      if (this.stopped.signal.aborted) return;
      state.turnedAt = this.clock.now();
      state.timer = setTimeout(() => {
        state.isEarly = false;
        this.turn(state);
      }, this.pauseOf(state));
      if (state.hadTrouble) this.onTrouble(state);
    });
    this.running.add(run);
  }

  /** Looks soon, unless that is what the last look was. */
  private onTrouble(state: State): void {
    if (state.isEarly || this.stopped.signal.aborted) return;
    if (state.timer === undefined) {
      state.hadTrouble = true;
      return;
    }
    state.isEarly = true;
    clearTimeout(state.timer);
    state.timer = setTimeout(() => {
      this.turn(state);
    }, this.clock.random() * SOON_MS);
  }

  /**
   * Who has not answered yet may only be starting, as the pod is: nobody is spared by asking less often. And a failure that was looked for
   * is not one more in a row.
   */
  private pauseOf({ schedule, failuresInARow: failures, hasAnswered, isEarly }: State): number {
    const failuresInARow = hasAnswered ? Math.max(0, failures - (isEarly ? 1 : 0)) : 0;
    // So high a power of two has no effect; without the bound it would become Infinity one day.
    const longer = schedule.intervalSeconds * 2 ** Math.min(failuresInARow, 16);
    const pause = failuresInARow === 0 ? schedule.intervalSeconds : Math.min(longer, schedule.maxBackoffSeconds);
    return pause * 1000 * (1 + JITTER * (2 * this.clock.random() - 1));
  }

  private async run(state: State): Promise<void> {
    const { collector, schedule } = state;
    const began = this.clock.now();
    // Not AbortSignal.any: one that still has a listener is kept for as long as the sampler is, each run another.
    const own = new AbortController();
    const { signal } = own;
    const abort = () => {
      own.abort();
    };
    this.stopped.signal.addEventListener('abort', abort, { once: true });
    const timer = setTimeout(abort, schedule.timeoutSeconds * 1000);
    let outcome: Outcome = 'ok';
    let reading: Reading;
    try {
      reading = soundReading(await letGo(collector.collect(signal), signal));
    } catch (error) {
      if (this.stopped.signal.aborted) return;
      outcome = signal.aborted ? 'timeout' : 'error';
      reading = failedReading(collector, reasonOf(error, outcome, schedule));
      this.tell(state, error, outcome);
    } finally {
      clearTimeout(timer);
      this.stopped.signal.removeEventListener('abort', abort);
    }
    if (this.stopped.signal.aborted) return;
    if (outcome === 'ok') this.tellChange(state, reading);
    state.failuresInARow = outcome === 'ok' ? 0 : state.failuresInARow + 1;
    state.reading = reading;
    state.at = this.clock.now();
    state.last = { outcome, seconds: (state.at - began) / 1000 };
    state.runs[outcome] += 1;
    if (reading.status !== 'down') state.hasAnswered = true;
  }

  /** What it sees has changed: a cluster without a primary answers, and is worth a line. */
  private tellChange({ collector, reading: before, failuresInARow }: State, { status, reason }: Reading): void {
    const component = collector.name;
    if (failuresInARow > 0) this.log.info({ component, status, reason }, 'answers again');
    else if (status === 'ok' && before !== undefined && before.status !== 'ok')
      this.log.info({ component }, 'is well again');
    else if (status !== 'ok' && before?.status !== status) this.log.warn({ component, reason }, `is ${status}`);
  }

  /** Once for each row of failures: a database that is away for an hour has no need of a line each time. */
  private tell({ collector, failuresInARow }: State, error: unknown, outcome: Outcome): void {
    if (failuresInARow > 0) return;
    this.log.warn({ component: collector.name, outcome, err: error }, 'does not answer');
  }
}

const reasonOf = (error: unknown, outcome: Outcome, { timeoutSeconds }: Schedule): string => {
  if (outcome === 'timeout') return `no answer in ${timeoutSeconds} s`;
  return error instanceof CollectorError ? error.reason : 'the check failed; the log of the sidecar says why';
};
