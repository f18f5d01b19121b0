/** What the agents may do in the Kubernetes cluster: hold one lock, and remove shards that are empty. */
import type { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { Manifest } from '../manifest';
import type { Param } from '../values/expr';
import { merge, type Template } from '../values/template';
import { removableShards } from './names';

/** What the objects of a cluster have in common. */
export interface Common {
  readonly name: Param<string>;
  readonly labels: Template<Record<string, string>>;
  /** There is a node of ours. */
  readonly runs: Param<boolean>;
  /** There is a cluster of them. */
  readonly clustered: Param<boolean>;
}

/** The right to remove shards above those that every cluster has, by name. */
export const removalRule = (name: Param<string>): Template<k8s.PolicyRule> => ({
  apiGroups: ['apps'],
  resources: ['statefulsets'],
  resourceNames: removableShards(name),
  verbs: ['delete'],
});

/** Adds the pods' ServiceAccount, and what the agents of a cluster need: Role, RoleBinding and the Lease. */
export function addAccess(scope: Construct, common: Common, annotations: Param<Record<string, string>>): void {
  const { name, labels, runs, clustered } = common;
  const metadata = { name, labels };
  new Manifest(
    scope,
    'ServiceAccount',
    'ServiceAccount',
    {
      metadata: { ...metadata, annotations: merge<Record<string, string>>(annotations) },
      // One container of the pods has a token, as a volume.
      automountServiceAccountToken: false,
    },
    { when: runs },
  );
  new Manifest(
    scope,
    'Role',
    'Role',
    {
      metadata,
      rules: [
        // Who of the agents acts: one at a time.
        { apiGroups: ['coordination.k8s.io'], resources: ['leases'], resourceNames: [name], verbs: ['get', 'update'] },
        // It is in the manifests, and Argo CD leaves it out by default. To create one cannot be restricted to a name.
        { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['create'] },
        // Whether a shard is really not wanted: what is mounted may be behind by a minute.
        { apiGroups: [''], resources: ['configmaps'], resourceNames: [name], verbs: ['get'] },
        removalRule(name),
      ],
    },
    { when: clustered },
  );
  new Manifest(
    scope,
    'RoleBinding',
    'RoleBinding',
    {
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
      // Without a namespace: that of the binding.
      subjects: [{ kind: 'ServiceAccount', name }],
    },
    { when: clustered },
  );
  // Empty, so that no apply takes the lock from who holds it; and there, so that it goes with the release.
  new Manifest(scope, 'Lease', 'Lease', { metadata }, { when: clustered });
}
