/** The back ends: what a stack becomes. */
export { argocdFiles, type ArgocdOptions } from './argocd';
export { helmFiles } from './helm/chart';
export { manifestFiles, objectsOf } from './manifests';
export { publish, type OutputFile } from './output';
export { checkRules } from './rules';
export { synthesize, type Synthesis, type SynthOptions } from './synthesize';
