/** The manifests back end: one `*.k8s.yaml` a chart, for `kubectl apply -f dist/`. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Document, parseAllDocuments } from 'yaml';
import type { Stack } from '../../charts/stack';
import type { Json } from '../../constructs/values/expr';
import type { InstalledObject, Scope } from '../../constructs/values/evaluate';
import { isOurs, outputFile, type OutputFile } from '../output';

const MANIFEST_SUFFIX = '.k8s.yaml';

/** The plain objects of each chart, given values. Objects that are run at another time are left out: apply would run them. */
export function objectsOf(stack: Stack, scope: Scope): readonly { readonly chart: string; readonly objects: Json[] }[] {
  return stack.objects
    .map(({ chart, manifests }) => ({
      chart,
      objects: manifests.filter((manifest) => manifest.isApplied).flatMap((manifest) => manifest.evaluateAll(scope)),
    }))
    .filter(({ objects }) => objects.length > 0);
}

/** The files of dist/ that kubectl takes. */
export function manifestFiles(stack: Stack, scope: Scope): OutputFile[] {
  return objectsOf(stack, scope).map(({ chart, objects }) =>
    outputFile(`${chart}${MANIFEST_SUFFIX}`, objects.map(toYaml).join('---\n')),
  );
}

/** The objects that an earlier synth left in a folder; none when there is no such folder, or it is not one of ours. */
export function installedObjects(folder: string): InstalledObject[] {
  if (!isOurs(folder)) return [];
  return (
    readdirSync(folder)
      .filter((name) => name.endsWith(MANIFEST_SUFFIX))
      .flatMap((name) => parseAllDocuments(readFileSync(join(folder, name), 'utf8'), { version: '1.1' }))
      // What cannot be read says nothing; it is about to be replaced.
      .flatMap((document) => (document.errors.length > 0 ? [] : [document.toJS() as InstalledObject]))
  );
}

/** YAML 1.1, which kubectl and Helm read: `yes` and `0123` are quoted. */
export function toYaml(value: Json): string {
  return new Document(value, { version: '1.1', aliasDuplicateObjects: false }).toString({ lineWidth: 0 });
}
