/** The recipe: values -> stack -> packages. */
import { Stack, type StackDefinition } from '../charts/stack';
import { contextOf } from '../constructs/stack-context';
import { loadValues, type ValuesInput } from '../constructs/values/input/load';
import { argocdFiles, type ArgocdOptions } from './argocd';
import { helmFiles } from './helm/chart';
import { manifestFiles } from './manifests';
import type { OutputFile } from './output';
import { checkRules } from './rules';

/** What to make of a stack. */
export interface SynthOptions extends ValuesInput {
  /** The installation's name, as in `helm install NAME`. @default - the stack's name */
  readonly name?: string;
  readonly argocd?: ArgocdOptions;
}

/** Everything that was made, before any of it is written. */
export interface Synthesis {
  readonly files: readonly OutputFile[];
  readonly stack: Stack;
}

/**
 * Makes all of dist/ from a stack's definition.
 *
 * @throws ScaleoutError with everything that is wrong with the values
 */
export function synthesize(definition: StackDefinition, options: SynthOptions = {}): Synthesis {
  const { values, overrides, locate } = loadValues(definition, options);
  const stack = new Stack(definition);
  const { release } = contextOf(stack);
  const scope = { values, release: { ...release, name: options.name ?? release.name } };
  checkRules(stack, scope, locate);
  const files = [
    ...manifestFiles(stack, scope),
    ...helmFiles(stack),
    ...argocdFiles(definition, overrides, options.argocd ?? {}),
  ];
  return { files, stack };
}
