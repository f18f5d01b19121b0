/** Stacks: charts of several constructs over one set of values. */
export { fastnext } from './fastnext';
export { globalValues } from './global-values';
export { defineStack, Stack, type Preset, type StackDefinition } from './stack';
