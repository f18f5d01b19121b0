/** The container of the sidecar: the same in an app pod and by itself. */
import type { k8s } from 'cdk8s-plus-28';
import {
  DRAIN_SIGNAL,
  HEALTH_PORT,
  HEALTH_PORT_NAME,
  PATHS as URLS,
  TOKEN_KEY,
} from '../../services/health-contract/src/names';
import type { Param } from '../values/expr';
import { passed, type Template } from '../values/template';
import { RESTRICTED_CONTAINER } from '../workload/restricted';
import { CONFIG_PATH, HEALTH_CONTAINER, PATHS, VOLUMES } from './names';

/** Measured: 86 MB resident become 65. Many short-lived objects and many threads' heaps are what it has none of. */
export const MEMORY_SETTINGS = { NODE_OPTIONS: '--max-semi-space-size=1', MALLOC_ARENA_MAX: '1' } as const;

/** What differs between the two. */
export interface HealthParts {
  readonly image: Param<string>;
  readonly pullPolicy: Param<string>;
  readonly resources: Param<unknown>;
  readonly env: readonly Template<k8s.EnvVar>[];
  readonly volumeMounts: readonly Template<k8s.VolumeMount>[];
}

const field = (name: string, fieldPath: string): Template<k8s.EnvVar> => ({
  name,
  valueFrom: { fieldRef: { fieldPath } },
});

/** A question by the kubelet. */
export const healthProbe = (path: string): Template<k8s.Probe> => ({
  httpGet: { path, port: HEALTH_PORT_NAME },
  periodSeconds: 10,
  timeoutSeconds: 2,
  failureThreshold: 3,
});

/** The container. It has no startup probe: in an app pod the app would wait for it. */
export function healthContainer({ image, pullPolicy, resources, env, volumeMounts }: HealthParts) {
  return {
    name: HEALTH_CONTAINER,
    image,
    imagePullPolicy: pullPolicy,
    ports: [{ name: HEALTH_PORT_NAME, containerPort: HEALTH_PORT, protocol: 'TCP' }],
    env: [
      field('POD_NAME', 'metadata.name'),
      field('NODE_NAME', 'spec.nodeName'),
      ...Object.entries(MEMORY_SETTINGS).map(([name, value]) => ({ name, value })),
      { name: 'SIDECAR_CONFIG_FILE', value: CONFIG_PATH },
      { name: 'SIDECAR_TOKEN_FILE', value: `${PATHS.token}/${TOKEN_KEY}` },
      ...env,
    ],
    livenessProbe: healthProbe(URLS.liveness),
    // The hooks of all containers run at once, long before this one is stopped: its readiness says so while the app drains.
    lifecycle: { preStop: { exec: { command: ['sh', '-c', `kill -s ${DRAIN_SIGNAL.slice(3)} 1`] } } },
    resources: passed<k8s.ResourceRequirements>(resources) as Template<k8s.ResourceRequirements>,
    securityContext: RESTRICTED_CONTAINER,
    volumeMounts: [
      { name: VOLUMES.config, mountPath: PATHS.config, readOnly: true },
      { name: VOLUMES.token, mountPath: PATHS.token, readOnly: true },
      ...volumeMounts,
    ],
  } satisfies Template<k8s.Container>;
}

/** Its volumes: whole folders, so that changes arrive while it runs. */
export const healthVolumes = (configMap: Param<string>, tokenSecret: Param<string>) =>
  [
    { name: VOLUMES.config, configMap: { name: configMap } },
    {
      name: VOLUMES.token,
      // Without it the sidecar is closed to strangers, and its app starts: nothing of an app hangs on it.
      secret: {
        secretName: tokenSecret,
        optional: true,
        defaultMode: 0o440,
        items: [{ key: TOKEN_KEY, path: TOKEN_KEY }],
      },
    },
  ] satisfies readonly Template<k8s.Volume>[];
