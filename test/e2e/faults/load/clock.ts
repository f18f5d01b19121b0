/** The load's one clock, and what was noted by it. */
export class Clock {
  /** When it began, as everybody else's clocks have it: for what they have noted. */
  readonly epoch = Date.now();
  readonly marks: Record<string, number> = {};
  private readonly began = performance.now();

  /** Milliseconds since it began. A tenth of one tells one event from the next, and keeps the report small. */
  readonly now = (): number => Math.round((performance.now() - this.began) * 10) / 10;

  /** Notes a time. @param at - now, when it is not given */
  mark(name: string, at = this.now()): number {
    return (this.marks[name] = at);
  }
}
