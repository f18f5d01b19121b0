/** Trying again, up to a deadline. */
import { setTimeout as sleep } from 'node:timers/promises';

/** The time that a task has in all. */
export class Deadline {
  private readonly end: number;
  constructor(seconds: number) {
    this.end = performance.now() + seconds * 1000;
  }
  get passed(): boolean {
    return performance.now() >= this.end;
  }
}

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5000;

/** Longer pauses after each failure, with some chance in them, so that many do not come back at once. */
export async function pause(attempt: number): Promise<void> {
  const ms = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt);
  await sleep(ms * (0.75 + Math.random() / 2));
}
