/** The pod of a web service: one app container, restricted, spread, and drained before it stops. */
import type { k8s } from 'cdk8s-plus-28';
import type { StackContext } from '../stack-context';
import type { Param } from '../values/expr';
import { choose, eq, isSet, ne, sha256, str } from '../values/ops';
import type { Resolved } from '../values/props';
import { block } from '../values/refs';
import { items, merge, passed, when, type Template } from '../values/template';
import { podBase } from './pod-base';
import { RESTRICTED_CONTAINER, restrictedPod } from './restricted';
import { neededGraceSeconds } from './rules';
import type { WebServiceSchema } from './values';

/** The app container's name: what the autoscaler and the probes refer to. */
export const APP_CONTAINER = 'app';
/** The app port's name. */
export const HTTP_PORT = 'http';

/** Everything that the pod is made of, besides its values. */
export interface PodParts {
  readonly context: StackContext;
  readonly name: Param<string>;
  readonly image: Param<string>;
  readonly labels: Template<Record<string, string>>;
  readonly selector: Template<Record<string, string>>;
  /** Environment that connections give. */
  readonly env: readonly Template<k8s.EnvVar>[];
  /** Containers that start before the app and stop after it. */
  readonly sidecars: readonly Template<k8s.Container>[];
  readonly volumes: readonly Template<k8s.Volume>[];
  /** Where the app container mounts them. */
  readonly volumeMounts: readonly Template<k8s.VolumeMount>[];
}

/** The pod template of a service. */
export function podTemplate(p: Resolved<WebServiceSchema>, parts: PodParts): Template<k8s.PodTemplateSpec> {
  return {
    metadata: {
      annotations: merge<Record<string, string>>({ 'checksum/config': sha256(p.config) }, p.podAnnotations),
      labels: merge<Record<string, string>>(parts.labels, p.podLabels),
    },
    spec: {
      ...podBase(parts.context, { account: parts.name, priorityClassName: p.priorityClassName }),
      terminationGracePeriodSeconds: choose(
        eq(p.shutdown.gracePeriodSeconds, 0),
        neededGraceSeconds(p),
        p.shutdown.gracePeriodSeconds,
      ),
      securityContext: restrictedPod(p.security.user, p.security.group),
      initContainers: parts.sidecars.length === 0 ? undefined : parts.sidecars,
      containers: [appContainer(p, parts)],
      volumes: [
        { name: 'tmp', emptyDir: { sizeLimit: p.security.tmpSize } },
        ...parts.volumes,
        items(passed<readonly k8s.Volume[]>(p.extraVolumes)),
      ],
      nodeSelector: when(isSet(p.nodeSelector), p.nodeSelector),
      tolerations: when(isSet(p.tolerations), passed<k8s.Toleration[]>(p.tolerations)),
      affinity: when(isSet(p.affinity), passed<k8s.Affinity>(p.affinity), preferOtherNodes(parts)),
      topologySpreadConstraints: [
        spread('topology.kubernetes.io/zone', p.spread.zones, parts),
        spread('kubernetes.io/hostname', p.spread.nodes, parts),
      ],
    },
  };
}

function appContainer(p: Resolved<WebServiceSchema>, parts: PodParts): Template<k8s.Container> {
  return {
    name: APP_CONTAINER,
    image: parts.image,
    imagePullPolicy: p.image.pullPolicy,
    ports: [{ name: HTTP_PORT, containerPort: p.port, protocol: 'TCP' }],
    env: [{ name: 'PORT', value: str`${p.port}` }, ...parts.env, items(passed<readonly k8s.EnvVar[]>(p.extraEnv))],
    envFrom: [{ configMapRef: { name: parts.name } }, items(passed<readonly k8s.EnvFromSource[]>(p.extraEnvFrom))],
    startupProbe: probe(p.probes.startup),
    readinessProbe: probe(p.probes.readiness),
    livenessProbe: probe(p.probes.liveness),
    // Endpoints and balancers learn late that a pod is leaving: it goes on serving while they do.
    lifecycle: when(ne(p.shutdown.drainSeconds, 0), { preStop: { sleep: { seconds: p.shutdown.drainSeconds } } }),
    resources: passed<k8s.ResourceRequirements>(block(p.resources)) as Template<k8s.ResourceRequirements>,
    securityContext: RESTRICTED_CONTAINER,
    volumeMounts: [
      { name: 'tmp', mountPath: '/tmp' },
      ...parts.volumeMounts,
      items(passed<readonly k8s.VolumeMount[]>(p.extraVolumeMounts)),
    ],
  };
}

type Probe = Resolved<WebServiceSchema>['probes']['startup'];
function probe(p: Probe): Template<k8s.Probe> {
  return {
    httpGet: { path: p.path, port: HTTP_PORT },
    periodSeconds: p.periodSeconds,
    timeoutSeconds: p.timeoutSeconds,
    failureThreshold: p.failureThreshold,
  };
}

function spread(
  topologyKey: string,
  whenUnsatisfiable: Param<string>,
  parts: PodParts,
): Template<k8s.TopologySpreadConstraint> {
  return {
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable,
    labelSelector: { matchLabels: parts.selector },
    // Each version is spread by itself, so that a roll-out does not end lopsided.
    matchLabelKeys: ['pod-template-hash'],
  };
}

function preferOtherNodes(parts: PodParts): Template<k8s.Affinity> {
  return {
    podAntiAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: [
        {
          weight: 100,
          podAffinityTerm: { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: parts.selector } },
        },
      ],
    },
  };
}
