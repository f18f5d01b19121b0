/** What every pod of a stack begins with: who it is, and what it is not given. */
import type { k8s } from 'cdk8s-plus-28';
import type { StackContext } from '../stack-context';
import type { Param } from '../values/expr';
import { isSet } from '../values/ops';
import { when, type Template } from '../values/template';

/** What differs between pods. */
export interface PodBase {
  /** The name of its ServiceAccount. */
  readonly account: Param<string>;
  /** The PriorityClass; `''`: the default one of the cluster. */
  readonly priorityClassName: Param<string>;
  /** Whether its containers get a token of the API server. @default false */
  readonly token?: boolean;
}

/** The first fields of a pod's spec. Addresses of Services are no environment: there would be hundreds of them. */
export function podBase({ pods }: StackContext, { account, priorityClassName, token = false }: PodBase) {
  return {
    serviceAccountName: account,
    automountServiceAccountToken: token,
    enableServiceLinks: false,
    imagePullSecrets: when(isSet(pods.imagePullSecrets), pods.imagePullSecrets),
    priorityClassName: when(isSet(priorityClassName), priorityClassName),
  } satisfies Partial<Template<k8s.PodSpec>>;
}
