/** Checks values against the cross-field rules of a stack. */
import type { Stack } from '../charts/stack';
import { ScaleoutError } from '../constructs/errors';
import type { Scope } from '../constructs/values/evaluate';

/**
 * @param locate where a value was given: `mine.yaml:12`
 * @throws ScaleoutError with every broken rule at once
 */
export function checkRules(
  stack: Stack,
  scope: Scope,
  locate: (path: readonly string[]) => string | undefined = () => undefined,
): void {
  const problems = stack.rules
    .map((rule) => rule.check(scope))
    .filter((problem) => problem !== undefined)
    .map((problem) => ({ at: locate(problem.path?.split('.') ?? []), ...problem }));
  if (problems.length > 0) throw new ScaleoutError(problems);
}
