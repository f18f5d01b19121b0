/** Argo CD: a project, an Application for the manifests, one for the chart, and a set of them for many places. Use one of the three. */
import type { StackDefinition } from '../../charts/stack';
import type { Json } from '../../constructs/values/expr';
import { PROJECT } from '../../constructs/version';
import { toYaml } from '../manifests';
import type { OutputFile } from '../output';
import { applicationSet, type Placed } from './application-set';
import { head, project, SYNC_POLICY } from './objects';
import { OWN_CLUSTER, type ArgocdOptions } from './place';

export type { Placed } from './application-set';
export { checkOptions, type ArgocdOptions } from './place';
export { placeTargets } from './placed';
export type { Target } from './targets';

/**
 * The files of dist/argocd/.
 *
 * @param overrides values that were given
 * @param placed the targets of the ApplicationSet; without any, there is none
 */
export function argocdFiles(
  definition: StackDefinition,
  overrides: Json,
  options: ArgocdOptions,
  placed: readonly Placed[] = [],
): OutputFile[] {
  const { name, description } = definition;
  const repoURL = options.repo ?? PROJECT.gitUrl;
  const path = options.path ?? 'dist';
  const namespace = options.namespace ?? name;
  const source = { repoURL, targetRevision: options.revision ?? 'main' };
  // Only overrides go along: what is not said stays the chart's own.
  const helmValues: Record<string, Json> =
    Object.keys(overrides as object).length === 0 ? {} : { valuesObject: overrides };

  const destination = { server: OWN_CLUSTER, namespace };
  const application = (id: string, from: Json) => ({
    ...head('Application', id),
    spec: { project: name, source: from, destination, syncPolicy: SYNC_POLICY },
  });
  const manifests = application(name, { ...source, path, directory: { include: '*.k8s.yaml' } });
  const helm = application(`${name}-helm`, {
    ...source,
    path: `${path}/helm/${name}`,
    helm: { releaseName: options.release ?? name, ...helmValues },
  });
  const set = placed.length === 0 ? [] : applicationSet(definition, { ...source, path }, placed, options);

  return [
    file('project', 'What the two Applications may read and where they may write.', [
      project(name, description, repoURL, [destination]),
    ]),
    file('application-manifests', 'The rendered manifests of the folder. Apply this one, or application-helm.yaml.', [
      manifests,
    ]),
    file('application-helm', 'The Helm chart of the folder. Apply this one, or application-manifests.yaml.', [helm]),
    ...(set.length === 0
      ? []
      : [
          file(
            'applicationset',
            'The Helm chart in several places, with a project of its own. Apply this one alone.',
            set,
          ),
        ]),
  ];
}

function file(name: string, comment: string, objects: readonly Json[]): OutputFile {
  return { path: `argocd/${name}.yaml`, content: `# ${comment}\n${objects.map(toYaml).join('---\n')}` };
}
