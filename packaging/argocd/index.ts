/** Argo CD: a project, an Application for the manifests, and one for the chart. Use one of the two Applications. */
import type { StackDefinition } from '../../charts/stack';
import type { Json } from '../../constructs/values/expr';
import { PROJECT } from '../../constructs/version';
import { toYaml } from '../manifests';
import type { OutputFile } from '../output';

/** Where Argo CD finds what was written. */
export interface ArgocdOptions {
  /** The git repository that holds dist/. @default - the project's own */
  readonly repo?: string;
  /** Branch, tag or commit. @default 'main' */
  readonly revision?: string;
  /** The folder of dist/ in the repository. @default 'dist' */
  readonly path?: string;
  /** The namespace that the stack is put into. @default - the stack's name */
  readonly namespace?: string;
  /** The installation's name, as in `helm install NAME`. @default - the stack's name */
  readonly release?: string;
}

const ARGOCD_NAMESPACE = 'argocd';
const API = { apiVersion: 'argoproj.io/v1alpha1' };
/** The profile that all pods of the stack pass: nobody else starts others in its namespace. */
const POD_SECURITY = Object.fromEntries(
  ['enforce', 'audit', 'warn'].map((mode) => [`pod-security.kubernetes.io/${mode}`, 'restricted']),
);
const CLUSTER = 'https://kubernetes.default.svc';

/** The files of dist/argocd/. */
export function argocdFiles(definition: StackDefinition, overrides: Json, options: ArgocdOptions): OutputFile[] {
  const { name, description } = definition;
  const repoURL = options.repo ?? PROJECT.gitUrl;
  const path = options.path ?? 'dist';
  const namespace = options.namespace ?? name;
  const source = { repoURL, targetRevision: options.revision ?? 'main' };
  // Only overrides go along: what is not said stays the chart's own.
  const helmValues: Record<string, Json> =
    Object.keys(overrides as object).length === 0 ? {} : { valuesObject: overrides };

  const project = {
    ...API,
    kind: 'AppProject',
    metadata: { name, namespace: ARGOCD_NAMESPACE },
    spec: {
      description,
      sourceRepos: [repoURL],
      destinations: [{ server: CLUSTER, namespace }],
      // A namespace of its own, and nothing else that belongs to the whole cluster.
      clusterResourceWhitelist: [{ group: '', kind: 'Namespace' }],
    },
  };
  const application = (id: string, from: Json) => ({
    ...API,
    kind: 'Application',
    metadata: { name: id, namespace: ARGOCD_NAMESPACE },
    spec: {
      project: name,
      source: from,
      destination: { server: CLUSTER, namespace },
      syncPolicy: {
        automated: { prune: true, selfHeal: true },
        syncOptions: ['CreateNamespace=true', 'ServerSideApply=true'],
        managedNamespaceMetadata: { labels: POD_SECURITY },
        retry: { limit: 5, backoff: { duration: '5s', factor: 2, maxDuration: '3m' } },
      },
    },
  });
  const manifests = application(name, { ...source, path, directory: { include: '*.k8s.yaml' } });
  const helm = application(`${name}-helm`, {
    ...source,
    path: `${path}/helm/${name}`,
    helm: { releaseName: options.release ?? name, ...helmValues },
  });

  return [
    file('project', 'What the Applications may read and where they may write.', project),
    file(
      'application-manifests',
      'The rendered manifests of the folder. Apply this one, or application-helm.yaml.',
      manifests,
    ),
    file('application-helm', 'The Helm chart of the folder. Apply this one, or application-manifests.yaml.', helm),
  ];
}

function file(name: string, comment: string, object: Json): OutputFile {
  return { path: `argocd/${name}.yaml`, content: `# ${comment}\n${toYaml(object)}` };
}
