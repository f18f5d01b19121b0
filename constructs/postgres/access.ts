/** What the members may do in the cluster: keep Patroni's state, and nothing else. */
import type { Construct } from 'constructs';
import type { Param } from '../values/expr';
import type { Template } from '../values/template';
import { merge } from '../values/template';
import { Manifest, type Presence } from '../manifest';

/** What the objects of a cluster have in common. */
export interface Common {
  readonly name: Param<string>;
  readonly labels: Template<Record<string, string>>;
  readonly presence: Presence;
}

/** Adds the members' ServiceAccount, Role and RoleBinding. */
export function addAccess(scope: Construct, common: Common, annotations: Param<Record<string, string>>): void {
  const { name, labels, presence } = common;
  const metadata = { name, labels };
  new Manifest(
    scope,
    'ServiceAccount',
    'ServiceAccount',
    {
      metadata: { ...metadata, annotations: merge<Record<string, string>>(annotations) },
      // The pods ask for their token themselves.
      automountServiceAccountToken: false,
    },
    presence,
  );
  new Manifest(
    scope,
    'Role',
    'Role',
    {
      metadata,
      rules: [
        // Who is a member, and which role it has: a label that the member itself keeps.
        { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'patch', 'update', 'watch'] },
        // The leader's lock, the configuration and the state of replication: Patroni's store.
        {
          apiGroups: [''],
          resources: ['endpoints'],
          verbs: ['create', 'get', 'list', 'patch', 'update', 'watch'],
        },
      ],
    },
    presence,
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
    presence,
  );
}
