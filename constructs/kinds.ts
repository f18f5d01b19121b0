/** The Kubernetes kinds in use: their API version, and the type of their properties (types only, nothing is loaded). */
import type { k8s } from 'cdk8s-plus-28';

declare module 'cdk8s-plus-28/lib/imports/k8s' {
  // Younger than the types of cdk8s-plus-28, and there in Kubernetes 1.30, our oldest.
  interface LifecycleHandler {
    readonly sleep?: { readonly seconds: number };
  }
}

/** Of the Prometheus operator, as far as it is used: https://prometheus-operator.dev/docs/api-reference/api/ */
export interface ServiceMonitorProps {
  readonly metadata?: k8s.ObjectMeta;
  readonly spec: {
    readonly selector: k8s.LabelSelector;
    readonly endpoints: readonly { readonly port: string; readonly path: string; readonly interval: string }[];
  };
}

/** Of cert-manager, as far as it is used: https://cert-manager.io/docs/reference/api-docs/ */
export interface CertificateProps {
  readonly metadata?: k8s.ObjectMeta;
  readonly spec: {
    readonly secretName: string;
    readonly dnsNames: readonly string[];
    readonly privateKey: { readonly algorithm: string; readonly size: number; readonly rotationPolicy: string };
    readonly issuerRef: { readonly group: string; readonly kind: string; readonly name: string };
  };
}

/** Of the Gateway API, as far as it is used: https://gateway-api.sigs.k8s.io/reference/spec/ */
export interface GatewayProps {
  readonly metadata?: k8s.ObjectMeta;
  readonly spec: { readonly gatewayClassName: string; readonly listeners: readonly GatewayListener[] };
}
/** In full: what is left out of one that stands in a list, the API server fills in. */
interface ObjectReference {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
}
export interface GatewayListener {
  readonly name: string;
  readonly hostname?: string;
  readonly port: number;
  readonly protocol: string;
  readonly tls?: { readonly mode: string; readonly certificateRefs: readonly ObjectReference[] };
  readonly allowedRoutes: { readonly namespaces: { readonly from: string } };
}
export interface HttpRouteProps {
  readonly metadata?: k8s.ObjectMeta;
  readonly spec: {
    readonly parentRefs: readonly ObjectReference[];
    readonly hostnames?: readonly string[];
    readonly rules: readonly {
      readonly matches: readonly { readonly path: { readonly type: string; readonly value: string } }[];
      readonly backendRefs: readonly (ObjectReference & { readonly port: number; readonly weight: number })[];
    }[];
  };
}

export interface KindProps {
  readonly Certificate: CertificateProps;
  readonly ConfigMap: k8s.KubeConfigMapProps;
  readonly Deployment: k8s.KubeDeploymentProps;
  readonly Gateway: GatewayProps;
  readonly HTTPRoute: HttpRouteProps;
  readonly HorizontalPodAutoscaler: k8s.KubeHorizontalPodAutoscalerV2Props;
  readonly Ingress: k8s.KubeIngressProps;
  readonly Job: k8s.KubeJobProps;
  readonly Lease: k8s.KubeLeaseProps;
  readonly LimitRange: k8s.KubeLimitRangeProps;
  readonly NetworkPolicy: k8s.KubeNetworkPolicyProps;
  readonly Pod: k8s.KubePodProps;
  readonly PodDisruptionBudget: k8s.KubePodDisruptionBudgetProps;
  readonly ResourceQuota: k8s.KubeResourceQuotaProps;
  readonly Role: k8s.KubeRoleProps;
  readonly RoleBinding: k8s.KubeRoleBindingProps;
  readonly Service: k8s.KubeServiceProps;
  readonly ServiceAccount: k8s.KubeServiceAccountProps;
  readonly ServiceMonitor: ServiceMonitorProps;
  readonly StatefulSet: k8s.KubeStatefulSetProps;
}
export type KindName = keyof KindProps;

export const API_VERSIONS: Readonly<Record<KindName, string>> = {
  Certificate: 'cert-manager.io/v1',
  ConfigMap: 'v1',
  Deployment: 'apps/v1',
  Gateway: 'gateway.networking.k8s.io/v1',
  HTTPRoute: 'gateway.networking.k8s.io/v1',
  HorizontalPodAutoscaler: 'autoscaling/v2',
  Ingress: 'networking.k8s.io/v1',
  Job: 'batch/v1',
  Lease: 'coordination.k8s.io/v1',
  LimitRange: 'v1',
  NetworkPolicy: 'networking.k8s.io/v1',
  Pod: 'v1',
  PodDisruptionBudget: 'policy/v1',
  ResourceQuota: 'v1',
  Role: 'rbac.authorization.k8s.io/v1',
  RoleBinding: 'rbac.authorization.k8s.io/v1',
  Service: 'v1',
  ServiceAccount: 'v1',
  ServiceMonitor: 'monitoring.coreos.com/v1',
  StatefulSet: 'apps/v1',
};
