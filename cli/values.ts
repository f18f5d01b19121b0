/** `scaleout values`: all values as commented YAML. */
import { fastnext } from '../charts/fastnext';
import { loadValues } from '../constructs/values/input/load';
import { valuesYaml } from '../packaging/values/document';
import { guarded } from './report';

/** @returns the exit code */
export function runValues(flags: { readonly preset?: string }): number {
  return guarded(() => {
    const { values } = loadValues(fastnext, flags);
    const preset = flags.preset === undefined ? '' : ` with the preset ${flags.preset}`;
    process.stdout.write(valuesYaml(fastnext.schema, values, [`All values of ${fastnext.name}${preset}.`, '']));
  });
}
