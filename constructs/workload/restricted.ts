/** Security contexts that the `restricted` Pod Security profile asks for, in one place for every pod. */
import type { k8s } from 'cdk8s-plus-28';
import type { Param } from '../values/expr';
import type { Template } from '../values/template';

/** The user that pods run as when their values do not say: above 10000, so that it is nobody on the node. */
export const DEFAULT_USER = 10001;

/** The pod's part. `group` owns the volumes too. */
export function restrictedPod(
  user: Param<number> = DEFAULT_USER,
  group: Param<number> = DEFAULT_USER,
): Template<k8s.PodSecurityContext> {
  return {
    runAsNonRoot: true,
    runAsUser: user,
    runAsGroup: group,
    fsGroup: group,
    seccompProfile: { type: 'RuntimeDefault' },
  };
}

/** Each container's part. */
export const RESTRICTED_CONTAINER = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
} as const;
