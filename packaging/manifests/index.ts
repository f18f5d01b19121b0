/** The manifests back end: one `*.k8s.yaml` a chart, for `kubectl apply -f dist/`. */
import { Document } from 'yaml';
import type { Stack } from '../../charts/stack';
import type { Json } from '../../constructs/values/expr';
import type { Scope } from '../../constructs/values/evaluate';
import { outputFile, type OutputFile } from '../output';

/** The plain objects of each chart, given values. Objects that are run on demand are left out: apply would run them. */
export function objectsOf(stack: Stack, scope: Scope): readonly { readonly chart: string; readonly objects: Json[] }[] {
  return stack.objects
    .map(({ chart, manifests }) => ({
      chart,
      objects: manifests
        .filter((manifest) => manifest.presence.onDemand !== true)
        .flatMap((manifest) => manifest.evaluateAll(scope)),
    }))
    .filter(({ objects }) => objects.length > 0);
}

/** The files of dist/ that kubectl takes. */
export function manifestFiles(stack: Stack, scope: Scope): OutputFile[] {
  return objectsOf(stack, scope).map(({ chart, objects }) =>
    outputFile(`${chart}.k8s.yaml`, objects.map(toYaml).join('---\n')),
  );
}

/** YAML 1.1, which kubectl and Helm read: `yes` and `0123` are quoted. */
export function toYaml(value: Json): string {
  return new Document(value, { version: '1.1', aliasDuplicateObjects: false }).toString({ lineWidth: 0 });
}
