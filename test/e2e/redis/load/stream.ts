/** Numbered writes or reads at a constant rate, and what became of each. */
import { setTimeout as sleep } from 'node:timers/promises';
import { kindOf } from './failure';
import type { Answered, Failure, StreamReport } from './report';
import { slotOf, SLOTS } from './slots';

const LOOK_MS = 5;
/** Slots are looked after in so many parts, so that one that does not answer holds no other up. */
export const PARTS = 16;
/** When so many of a part wait, only one more is sent now and then: a client in an outage is not to be followed by a flood. */
const CROWD = 32;
const THIN_MS = 400;
/** After the end, longer than any command lives. */
const LAST_MS = 30_000;

export class Stream {
  private readonly answered: Answered[] = [];
  private readonly failures: Failure[] = [];
  private readonly waiting = new Map<number, number>();
  private readonly parts = Array.from({ length: PARTS }, () => ({ waiting: 0, sentAt: -Infinity, answeredAt: 0 }));
  private number = 0;

  constructor(
    private readonly perSecond: number,
    private readonly ask: (number: number) => Promise<void>,
    private readonly now: () => number,
  ) {}

  /** An open loop: what is due is due, however slow the answers are. */
  async run(stopped: () => boolean): Promise<void> {
    const due = () => Math.floor((this.now() * this.perSecond) / 1000);
    this.number = due();
    while (!stopped()) {
      // A process that was held back does not make up for more than a second.
      this.number = Math.max(this.number, due() - this.perSecond);
      while (this.number < due()) this.send((this.number += 1));
      await sleep(LOOK_MS);
    }
    const end = this.now() + LAST_MS;
    while (this.waiting.size > 0 && this.now() < end) await sleep(LOOK_MS);
  }

  private send(number: number): void {
    const part = this.parts[Math.floor((slotOf(number) * PARTS) / SLOTS)];
    const sentAt = this.now();
    if (part === undefined || (part.waiting >= CROWD && sentAt - part.sentAt < THIN_MS)) return;
    part.waiting += 1;
    part.sentAt = sentAt;
    this.waiting.set(number, sentAt);
    this.ask(number)
      .then(
        () => {
          part.answeredAt = this.now();
          this.answered.push([number, sentAt, part.answeredAt]);
        },
        (error: unknown) => {
          this.failures.push({ number, sentAt, at: this.now(), kind: kindOf(error) });
        },
      )
      .finally(() => {
        part.waiting -= 1;
        this.waiting.delete(number);
      });
  }

  get good(): number {
    return this.answered.length;
  }

  get failed(): number {
    return this.failures.length;
  }

  /** Parts of the slots that have not answered for so long. */
  silentParts(ms: number): number {
    return this.parts.filter(({ answeredAt }) => this.now() - answeredAt > ms).length;
  }

  report(): StreamReport {
    const { answered, failures, waiting } = this;
    return { answered, failures, unanswered: [...waiting] };
  }
}
