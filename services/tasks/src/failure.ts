/** A task that cannot be done: what is wrong and what to do about it. */

export class TaskFailure extends Error {
  override readonly name = 'TaskFailure';
  constructor(
    readonly code: `SCALE-TASK-${string}`,
    message: string,
    readonly remedy: string,
  ) {
    super(message);
  }
}
