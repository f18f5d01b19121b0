/** The order in which Argo CD applies a stack: each wave waits until the one before is healthy. */
import type { KindName } from './kinds';

export const WAVE_ANNOTATION = 'argocd.argoproj.io/sync-wave';

/** The wave of each kind. What others need goes first; what may stay unhealthy for long (an autoscaler) goes last. */
export const WAVES: Readonly<Record<KindName, number>> = {
  ServiceAccount: -3,
  ConfigMap: -3,
  Role: -3,
  RoleBinding: -3,
  Lease: -3,
  NetworkPolicy: -3,
  LimitRange: -3,
  ResourceQuota: -3,
  Service: 0,
  ServiceMonitor: 0,
  StatefulSet: 0,
  Deployment: 0,
  Pod: 0,
  Job: 0,
  PodDisruptionBudget: 0,
  // They may wait long for somebody outside: an address, a record, an issuer.
  Certificate: 2,
  Gateway: 2,
  HTTPRoute: 2,
  Ingress: 2,
  HorizontalPodAutoscaler: 2,
};
