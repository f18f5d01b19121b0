/** How Helm reads values: a chart that does nothing but say what it was given. */
import type { Json } from '../../constructs/values/expr';
import type { HelmVersion } from '../helm/binaries';
import { helm } from '../helm/run';
import { scratchFolder } from '../helm/scratch';

const chart = scratchFolder([
  { path: 'Chart.yaml', content: 'apiVersion: v2\nname: echo\nversion: 1.0.0\n' },
  { path: 'templates/values.yaml', content: 'values: {{ .Values | toJson | b64enc }}\n' },
]);

/** The values that a template sees, or why there are none. */
export type Seen = { readonly values: Json } | { readonly refused: string };

/** @param args such as `--values FILE` and `--set TEXT` */
export async function seenByHelm(version: HelmVersion, args: readonly string[]): Promise<Seen> {
  const { code, stdout, stderr } = await helm(version, ['template', 'echo', chart, ...args]);
  if (code !== 0) return { refused: stderr };
  const [, encoded = ''] = /^values: (\S*)$/m.exec(stdout) ?? [];
  return { values: JSON.parse(Buffer.from(encoded, 'base64').toString()) as Json };
}
