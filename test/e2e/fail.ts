/** What a check saw and should not have seen. */
export class CheckFailed extends Error {
  override readonly name = 'CheckFailed';
}

/** Fails the step unless `condition` holds. */
export function check(condition: boolean, message: string): asserts condition {
  if (!condition) throw new CheckFailed(message);
}

/** The words of whatever was thrown. */
export const errorText = (error: unknown): string => (error instanceof Error ? error.message : String(error));
