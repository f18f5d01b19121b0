/** From targets and the values that all have to what each of them is. */
import type { Stack } from '../../charts/stack';
import { ScaleoutError, type Problem } from '../../constructs/errors';
import { contextOf } from '../../constructs/stack-context';
import type { LoadedValues } from '../../constructs/values/input/load';
import { checkRules } from '../rules';
import type { ArgocdOptions } from './place';
import type { Placed } from './application-set';
import { defaultTargets, readTargets, type Target } from './targets';

/**
 * The targets with their values, which are held against all that the values of one installation are held against.
 *
 * @throws ScaleoutError with everything that is wrong in any of them
 */
export function placeTargets(stack: Stack, loaded: LoadedValues, argocd: ArgocdOptions): readonly Placed[] {
  const { definition } = stack;
  const { release } = contextOf(stack);
  const nameOf = (target: Target) => target.release || (argocd.release ?? release.name);
  // What was given is checked already.
  const asGiven = (target: Target): Placed => ({ target, release: nameOf(target), overrides: loaded.overrides });
  const place = (target: Target): Placed => {
    const { values, overrides, locate } = loaded.variant(target.preset || undefined, target.layers);
    const name = nameOf(target);
    checkRules(stack, { values, release: { ...release, name } }, locate);
    return { target, release: name, overrides };
  };
  if (argocd.targets === undefined) return defaultTargets(argocd.namespace ?? definition.name).map(asGiven);
  const problems: Problem[] = [];
  const result = readTargets(argocd.targets).flatMap((target) => {
    try {
      return [place(target)];
    } catch (error) {
      if (!(error instanceof ScaleoutError)) throw error;
      // The values of all may be wrong for one of them alone.
      problems.push(
        ...error.problems.map((problem) => ({ ...problem, message: `${problem.message} (target ${target.name})` })),
      );
      return [];
    }
  });
  if (problems.length > 0) throw new ScaleoutError(problems);
  return result;
}
