/** What stands in place of an argument that nobody should see. */
const HIDDEN = '…';

/**
 * Hides passwords in an error. ioredis puts the command that failed into an error, with its arguments: a login that was refused would carry
 * the password into the log. The error is changed and not copied, since commands that were waiting fail with the very same one.
 */
export function redact<E>(error: E): E {
  if (!(error instanceof Error)) return error;
  const { command, lastNodeError } = error as Error & { command?: Command; lastNodeError?: unknown };
  if (command !== undefined && /^(auth|hello)$/i.test(command.name)) command.args = command.args.map(() => HIDDEN);
  if (lastNodeError !== undefined) redact(lastNodeError);
  return error;
}

interface Command {
  readonly name: string;
  args: unknown[];
}
