/** What the Applications of Argo CD have in common. */
import type { Json } from '../../constructs/values/expr';

/** Where Argo CD itself is, and looks for its own objects. */
const ARGOCD_NAMESPACE = 'argocd';

/** The head of an object of Argo CD. */
export const head = (kind: string, name: string) => ({
  ...{ apiVersion: 'argoproj.io/v1alpha1', kind },
  metadata: { name, namespace: ARGOCD_NAMESPACE },
});

/** A project whose Applications may read one repository, and write to these namespaces. */
export const project = (name: string, description: string, repo: string, destinations: readonly Json[]): Json => ({
  ...head('AppProject', name),
  spec: {
    description,
    sourceRepos: [repo],
    destinations: [...destinations],
    // The namespace itself, and nothing else that belongs to the whole cluster.
    clusterResourceWhitelist: [{ group: '', kind: 'Namespace' }],
  },
});

/** The profile that all pods of the stack pass: nobody else starts others in its namespace. */
const POD_SECURITY = Object.fromEntries(
  ['enforce', 'audit', 'warn'].map((mode) => [`pod-security.kubernetes.io/${mode}`, 'restricted']),
);

/** Prunes and heals by itself, and applies as the server merges: what others have written into an object stays theirs. */
export const SYNC_POLICY = {
  automated: { prune: true, selfHeal: true },
  syncOptions: ['CreateNamespace=true', 'ServerSideApply=true'],
  managedNamespaceMetadata: { labels: POD_SECURITY },
  retry: { limit: 5, backoff: { duration: '5s', factor: 2, maxDuration: '3m' } },
};
