/** The pods of manifests: how many there may be, and what one of them asks for. */
import type { Json } from '../constructs/values/expr';

const RESOURCES = ['cpu', 'memory', 'ephemeral-storage'] as const;
/** In thousandths, so that all of it is whole. */
export type Amounts = Readonly<Record<(typeof RESOURCES)[number], number>>;

/** The pods of one component. */
export interface Pods {
  readonly component: string;
  readonly least: number;
  readonly most: number;
  /** The most that there are while another version is rolled out. */
  readonly rolling: number;
  readonly requests: Amounts;
  /** 0: no limit. */
  readonly limits: Amounts;
  /** Volumes of one pod. */
  readonly volume: number;
}

interface Container {
  readonly name: string;
  readonly restartPolicy?: string;
  readonly resources?: Readonly<Record<'requests' | 'limits', Readonly<Record<string, string>> | undefined>>;
}
interface Workload {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
  readonly spec: {
    readonly replicas?: number;
    readonly strategy?: { readonly rollingUpdate?: { readonly maxSurge?: number | string } };
    readonly template: {
      readonly spec: { readonly containers: readonly Container[]; readonly initContainers?: readonly Container[] };
    };
    readonly volumeClaimTemplates?: readonly {
      readonly spec: { readonly resources: { readonly requests: { readonly storage: string } } };
    }[];
  };
}
interface Autoscaler {
  readonly kind: string;
  readonly spec: {
    readonly scaleTargetRef: { readonly name: string };
    readonly minReplicas: number;
    readonly maxReplicas: number;
  };
}

const SUFFIXES: Readonly<Record<string, number>> = {
  m: 1,
  '': 1000,
  k: 1000 * 1000,
  M: 1000 * 1000 ** 2,
  G: 1000 * 1000 ** 3,
  Ki: 1000 * 1024,
  Mi: 1000 * 1024 ** 2,
  Gi: 1000 * 1024 ** 3,
};

/**
 * A quantity of Kubernetes in thousandths.
 *
 * @throws Error for one that the values do not take either
 */
export function milliOf(quantity: string): number {
  const [, number = '', suffix = ''] = /^(\d+(?:\.\d+)?)([A-Za-z]*)$/.exec(quantity) ?? [];
  const unit = SUFFIXES[suffix];
  if (number === '' || unit === undefined) throw new Error(`'${quantity}' is no quantity that is known here`);
  return Number(number) * unit;
}

/**
 * What Kubernetes reckons a pod with: its containers and sidecars together. Containers that end before the app starts count alone,
 * and only where one of them asks for more than that.
 */
function amounts(of: 'requests' | 'limits', { containers, initContainers = [] }: Workload['spec']['template']['spec']) {
  const isSidecar = ({ restartPolicy }: Container) => restartPolicy === 'Always';
  const amount = (name: string, { resources }: Container) => milliOf(resources?.[of]?.[name] ?? '0');
  const all = (name: string) => {
    const sum = [...containers, ...initContainers.filter(isSidecar)].reduce((n, each) => n + amount(name, each), 0);
    return Math.max(sum, ...initContainers.map((each) => amount(name, each)));
  };
  return Object.fromEntries(RESOURCES.map((name) => [name, all(name)])) as Amounts;
}

/** Kubernetes rounds a share up. */
const surge = (of: number | string | undefined, replicas: number): number =>
  typeof of === 'string' ? Math.ceil((Number.parseInt(of, 10) * replicas) / 100) : (of ?? 0);

/** Every Deployment and StatefulSet by its component; shards, which are alike, are one line. */
export function podsOf(objects: readonly Json[]): Pods[] {
  const workloads = (objects as unknown as readonly Workload[]).filter(({ kind }) =>
    ['Deployment', 'StatefulSet'].includes(kind),
  );
  const autoscalers = (objects as unknown as readonly Autoscaler[]).filter(
    ({ kind }) => kind === 'HorizontalPodAutoscaler',
  );
  const found = new Map<string, Pods>();
  for (const { metadata, spec } of workloads) {
    const scaled = autoscalers.find((each) => each.spec.scaleTargetRef.name === metadata.name)?.spec;
    const replicas = spec.replicas ?? 1;
    const most = scaled?.maxReplicas ?? replicas;
    const component = metadata.labels['app.kubernetes.io/component'] ?? metadata.name;
    const before = found.get(component);
    const pod = spec.template.spec;
    found.set(component, {
      component,
      least: (before?.least ?? 0) + (scaled?.minReplicas ?? replicas),
      most: (before?.most ?? 0) + most,
      rolling: (before?.rolling ?? 0) + most + surge(spec.strategy?.rollingUpdate?.maxSurge, most),
      requests: amounts('requests', pod),
      limits: amounts('limits', pod),
      volume: (spec.volumeClaimTemplates ?? []).reduce(
        (sum, claim) => sum + milliOf(claim.spec.resources.requests.storage),
        0,
      ),
    });
  }
  return [...found.values()];
}
