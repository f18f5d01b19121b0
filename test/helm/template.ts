/** `helm template`, as objects. */
import type { Json } from '../../constructs/values/expr';
import type { HelmVersion } from './binaries';
import { helm } from './run';
import { scratchFile } from './scratch';
import { readYaml, writeYaml } from './yaml';

/** Which installation is rendered. */
export interface HelmRelease {
  readonly name: string;
  readonly namespace: string;
}

export type Rendered =
  { readonly ok: true; readonly objects: readonly Json[] } | { readonly ok: false; readonly stderr: string };

/**
 * Renders a chart.
 *
 * @param values paths of values files, or values
 * @param extraArgs such as `--set`
 */
export async function helmTemplate(
  version: HelmVersion,
  chartDir: string,
  release: HelmRelease,
  values: readonly string[] | Readonly<Record<string, Json>> = [],
  extraArgs: readonly string[] = [],
): Promise<Rendered> {
  const files = isFiles(values) ? values : [scratchFile(writeYaml(values))];
  const { code, stdout, stderr } = await helm(version, [
    'template',
    release.name,
    chartDir,
    '--namespace',
    release.namespace,
    ...files.flatMap((file) => ['--values', file]),
    ...extraArgs,
  ]);
  return code === 0 ? { ok: true, objects: readYaml(stdout) } : { ok: false, stderr };
}

const isFiles = (values: object): values is readonly string[] => Array.isArray(values);
