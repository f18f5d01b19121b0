/** A task that cannot be done: what is wrong and what to do about it. */

export class TaskFailure extends Error {
  override readonly name = 'TaskFailure';
  constructor(
    readonly code: `SCALE-TASK-${string}`,
    message: string,
    readonly remedy: string,
    /** What was to be done is done, but for what has to wait: it is told, and does not stop those who wait for the Job. */
    readonly tolerable = false,
  ) {
    super(message);
  }
}
