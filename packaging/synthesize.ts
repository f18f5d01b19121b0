/** The recipe: values -> stack -> packages. */
import { Stack, type StackDefinition } from '../charts/stack';
import { ScaleoutError } from '../constructs/errors';
import { contextOf } from '../constructs/stack-context';
import type { InstalledObject } from '../constructs/values/evaluate';
import { loadValues, type ValuesInput } from '../constructs/values/input/load';
import { argocdFiles, checkOptions, placeTargets, type ArgocdOptions } from './argocd';
import { helmFiles } from './helm/chart';
import { manifestFiles } from './manifests';
import type { OutputFile } from './output';
import { checkRules } from './rules';

/** What to make of a stack. */
export interface SynthOptions extends ValuesInput {
  /** The installation's name, as in `helm install NAME`. @default - the stack's name */
  readonly name?: string;
  readonly argocd?: ArgocdOptions;
  /** Objects of the installation that the result is to replace, for rules on what may not change. @default - none */
  readonly installed?: readonly InstalledObject[];
}

/** What Helm takes as the name of a release. */
const RELEASE_NAME = /^[a-z0-9]([a-z0-9-]{0,51}[a-z0-9])?$/;

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
  const loaded = loadValues(definition, options);
  const { values, overrides, locate } = loaded;
  const stack = new Stack(definition);
  if (options.name !== undefined && !RELEASE_NAME.test(options.name)) {
    const message = `'${options.name}' must be at most 53 lower-case letters, digits and dashes`;
    throw new ScaleoutError([{ code: 'SCALE-VALUES-004', at: '--name', message }]);
  }
  const { release } = contextOf(stack);
  const { installed } = options;
  const scope = { values, release: { ...release, name: options.name ?? release.name }, installed };
  checkRules(stack, scope, locate);
  const argocd = { release: options.name, ...options.argocd };
  checkOptions(argocd);
  const files = [
    ...manifestFiles(stack, scope),
    ...helmFiles(stack),
    ...argocdFiles(definition, overrides, argocd, placeTargets(stack, loaded, argocd)),
  ];
  return { files, stack };
}
