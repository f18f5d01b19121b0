/** A task that cannot be done: what is wrong and what to do about it. */
import { TASK_CODES, type TaskCode } from './codes';

export class TaskFailure extends Error {
  override readonly name = 'TaskFailure';
  readonly remedy: string;

  /** @param remedy one that knows more than that of the table */
  constructor(
    readonly code: keyof typeof TASK_CODES,
    message: string,
    remedy?: string,
  ) {
    super(message);
    this.remedy = remedy ?? TASK_CODES[code].remedy;
  }

  /** Whether those who wait for the Job may go on. */
  get tolerable(): boolean {
    return (TASK_CODES[this.code] as TaskCode).tolerable ?? false;
  }
}
