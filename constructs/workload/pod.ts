/** The pod of a web service: one app container, with what its connections give it. */
import type { k8s } from 'cdk8s-plus-28';
import type { StackContext } from '../stack-context';
import type { Param } from '../values/expr';
import { sha256, str } from '../values/ops';
import type { Resolved } from '../values/props';
import { block } from '../values/refs';
import { items, passed, type Template } from '../values/template';
import { RESTRICTED_CONTAINER } from './restricted';
import { drain, TMP_MOUNT, tierPod } from './tier-pod';
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
  return tierPod(p, {
    ...parts,
    annotations: { 'checksum/config': sha256(p.config) },
    container: appContainer(p, parts),
    volumes: [...parts.volumes, items(passed<readonly k8s.Volume[]>(p.extraVolumes))],
  });
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
    lifecycle: drain(p.shutdown),
    resources: passed<k8s.ResourceRequirements>(block(p.resources)) as Template<k8s.ResourceRequirements>,
    securityContext: RESTRICTED_CONTAINER,
    volumeMounts: [TMP_MOUNT, ...parts.volumeMounts, items(passed<readonly k8s.VolumeMount[]>(p.extraVolumeMounts))],
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
