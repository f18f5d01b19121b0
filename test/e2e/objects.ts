import type { Policy } from '../constructs/network/reach';

/** The parts of Kubernetes objects that the checks read. The API server vouches for their shape. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid: string;
    readonly generation?: number;
    readonly resourceVersion: string;
    readonly creationTimestamp: string;
    readonly deletionTimestamp?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly managedFields?: readonly { readonly manager: string; readonly operation: string; readonly time: string }[];
    readonly ownerReferences?: readonly { readonly kind: string; readonly name: string }[];
  };
}

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
}

export interface Deployment extends KubeObject {
  readonly spec: { readonly replicas: number; readonly selector: { readonly matchLabels: Record<string, string> } };
  readonly status: {
    readonly observedGeneration?: number;
    readonly replicas?: number;
    readonly updatedReplicas?: number;
    readonly availableReplicas?: number;
    readonly conditions?: readonly Condition[];
  };
}

export interface Autoscaler extends KubeObject {
  readonly spec: { readonly minReplicas: number; readonly scaleTargetRef: { readonly name: string } };
  readonly status: {
    readonly conditions?: readonly Condition[];
    readonly currentReplicas?: number;
    readonly desiredReplicas?: number;
    readonly currentMetrics?: readonly {
      readonly type: string;
      readonly containerResource?: { readonly current: { readonly averageUtilization?: number } };
    }[];
  };
}

interface ContainerState {
  readonly running?: { readonly startedAt: string };
  readonly waiting?: { readonly reason?: string; readonly message?: string };
  readonly terminated?: { readonly reason?: string; readonly exitCode: number; readonly startedAt?: string };
}

export interface ContainerStatus {
  readonly name: string;
  readonly ready: boolean;
  readonly restartCount: number;
  readonly containerID?: string;
  readonly state?: ContainerState;
  readonly lastState?: ContainerState;
}

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly ports?: readonly { readonly containerPort: number }[];
}

export interface Pod extends KubeObject {
  readonly spec: {
    readonly nodeName?: string;
    readonly containers: readonly Container[];
    readonly initContainers?: readonly Container[];
  };
  readonly status: {
    readonly phase: string;
    readonly podIP?: string;
    readonly reason?: string;
    readonly message?: string;
    readonly conditions?: readonly Condition[];
    /** Those that ran before the others, and those that run beside them. */
    readonly initContainerStatuses?: readonly ContainerStatus[];
    readonly containerStatuses?: readonly ContainerStatus[];
  };
}

export interface EndpointSlice extends KubeObject {
  readonly endpoints:
    | readonly {
        readonly conditions: { readonly ready?: boolean };
        readonly targetRef?: { readonly kind: string; readonly name: string };
      }[]
    | null;
}

export interface Node extends KubeObject {
  readonly spec: { readonly unschedulable?: boolean };
  readonly status: {
    readonly conditions: readonly Condition[];
    readonly nodeInfo: { readonly kubeletVersion: string };
  };
}

export interface KubeEvent extends KubeObject {
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly count?: number;
  readonly lastTimestamp?: string | null;
  readonly eventTime?: string | null;
  readonly involvedObject: { readonly kind: string; readonly name: string };
}

export interface Service extends KubeObject {
  readonly spec: {
    readonly selector?: Readonly<Record<string, string>>;
    readonly publishNotReadyAddresses?: boolean;
  };
}

export interface ResourceQuota extends KubeObject {
  readonly status?: {
    readonly hard?: Readonly<Record<string, string>>;
    readonly used?: Readonly<Record<string, string>>;
  };
}

/** The names of kinds as kubectl takes them, with the type each gives. */
export interface Kinds {
  readonly statefulsets: KubeObject;
  readonly persistentvolumeclaims: KubeObject;
  readonly deployments: Deployment;
  readonly horizontalpodautoscalers: Autoscaler;
  readonly pods: Pod;
  readonly networkpolicies: Policy & KubeObject;
  readonly endpointslices: EndpointSlice;
  readonly services: Service;
  readonly replicasets: KubeObject;
  readonly nodes: Node;
  readonly events: KubeEvent;
  readonly resourcequotas: ResourceQuota;
}

/** Whether a condition is true. */
export const holds = (conditions: readonly Condition[] | undefined, type: string): boolean =>
  conditions?.some((condition) => condition.type === type && condition.status === 'True') ?? false;

/** Whether a pod runs, is ready and is not on its way out. */
export const isReady = (pod: Pod): boolean =>
  pod.metadata.deletionTimestamp === undefined && holds(pod.status.conditions, 'Ready');

/** `pod/x`, as kubectl names objects. */
export const nameOf = ({ kind, metadata }: KubeObject): string => `${kind.toLowerCase()}/${metadata.name}`;
