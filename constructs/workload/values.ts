/** The part of the values schema that one web service reads. */
import type { z } from 'zod';
import { WAVE_ANNOTATION } from '../waves';
import {
  bool,
  choice,
  envList,
  envMap,
  freeList,
  freeMap,
  group,
  int,
  line,
  quantities,
  quantity,
  stringMap,
  token,
  urlPath,
} from '../values/fields';
import { DEFAULT_USER } from './restricted';

/** What differs between one tier's defaults and another's. */
export interface TierDefaults {
  /** The image's repository. @default '' - none: the image must be given */
  readonly image?: string;
  /** Its tag. @default - that of the stack's own images */
  readonly tag?: string;
  /** Least and most replicas under autoscaling. @default [2, 10] */
  readonly replicas?: readonly [number, number];
  /** Where the replica numbers come from. @default - nowhere */
  readonly source?: string;
  /** Requests and limits. @default - see the fields */
  readonly cpu?: readonly [request: string, limit: string];
  readonly memory?: readonly [request: string, limit: string];
  readonly disk?: readonly [request: string, limit: string];
  /** User and group of the processes. @default DEFAULT_USER */
  readonly user?: number;
  /** Size of /tmp. @default 64Mi */
  readonly tmpSize?: string;
}

/** What differs between one service's defaults and another's. */
export interface WebServiceDefaults extends TierDefaults {
  /** The port the app listens on. @default 8080 */
  readonly port?: number;
  /** Environment variables that the construct or its connections set. @default ['PORT'] */
  readonly reservedEnv?: readonly string[];
}

/** The design whose numbers are the defaults. */
export const FASTNEXT = 'FastNext';
/** Set by the stack on the object itself. */
export const WAVE = new RegExp(`^${WAVE_ANNOTATION.replaceAll('.', '\\.')}$`);
/** Labels that the stack or a controller sets on pods. */
export const POD_LABELS = /^(app\.kubernetes\.io\/|pod-template-hash$)/;

const probe = (what: string, path: string, period: number, failures: number) =>
  group(what, {
    path: urlPath(path, 'Path that is asked on the app port.'),
    periodSeconds: int(period, [1, 300], 'Time between two probes, in seconds.'),
    timeoutSeconds: int(Math.min(2, period), [1, 60], 'Time after which a probe counts as failed, in seconds.'),
    failureThreshold: int(failures, [1, 300], 'Failed probes in a row before Kubernetes acts.'),
  });

/** @param tag that of an image that is not versioned with the stack */
export const imageValues = (repository: string, tag = '') =>
  group('Which image runs.', {
    repository: token(
      repository,
      /^([a-z0-9]+([.-][a-z0-9]+)*(:[0-9]+)?\/)?[a-z0-9]+((\.|_|__|-+|\/)[a-z0-9]+)*$/,
      "an image's name in lower case, without tag or digest",
      'Name without tag; a registry may stand before it.',
    ),
    tag: token(tag, /^([A-Za-z0-9_][A-Za-z0-9._-]{0,127})?$/, 'an image tag', "Tag. Empty: the chart's app version."),
    digest: token('', /^(sha256:[a-f0-9]{64})?$/, 'sha256: and 64 hex digits', 'Digest; wins over the tag when given.'),
    pullPolicy: choice(['IfNotPresent', 'Always', 'Never'], 'IfNotPresent', 'When the image is pulled.'),
  });

const autoscaling = ([min, max]: readonly [number, number], source: string | undefined) => {
  const replicas = source === undefined ? {} : { source };
  return group('Horizontal autoscaling. While it is on, the number of replicas is its own.', {
    enabled: bool(true, 'Scale with the load.'),
    min: int(min, [1, 1000], { description: 'Least replicas.', ...replicas }),
    max: int(max, [1, 1000], { description: 'Most replicas.', ...replicas }),
    cpuUtilization: int(70, [0, 1000], {
      description: "Target for the app container's CPU, in percent of its request. 0: not a target.",
      source: FASTNEXT,
    }),
    memoryUtilization: int(0, [0, 1000], {
      description:
        "Target for the app container's memory, in percent of its request. 0: not a target, since a baseline heap does not halve when pods double.",
    }),
    scaleUp: group('How fast replicas are added: the larger of both.', {
      percent: int(50, [1, 1000], { description: 'Percent of the replicas added a period.', source: FASTNEXT }),
      pods: int(2, [1, 1000], { description: 'Pods added a period.', source: FASTNEXT }),
      periodSeconds: int(60, [1, 1800], { description: 'The period, in seconds.', source: FASTNEXT }),
      stabilizationSeconds: int(0, [0, 3600], 'How long a rise must last, in seconds.'),
    }),
    scaleDown: group('How fast replicas are removed: the smaller of both.', {
      percent: int(10, [1, 100], { description: 'Percent of the replicas removed a period.', source: FASTNEXT }),
      pods: int(1, [1, 1000], { description: 'Pods removed a period.', source: FASTNEXT }),
      periodSeconds: int(300, [1, 1800], { description: 'The period, in seconds.', source: FASTNEXT }),
      stabilizationSeconds: int(300, [0, 3600], {
        description: 'How long a fall must last, in seconds.',
        source: FASTNEXT,
      }),
    }),
  });
};

/** The values schema of a web service, with its defaults. */
export const webServiceValues = (description: string, defaults: WebServiceDefaults = {}) =>
  group(description, fields(defaults));

/**
 * The values schema of a web service that says something of its connections too.
 *
 * @param connections by name, beside the service's own values: `{ database: databaseClientValues() }`
 */
export const connectedServiceValues = <C extends z.core.$ZodLooseShape>(
  description: string,
  defaults: WebServiceDefaults,
  connections: C,
) => group(description, { ...fields(defaults), ...connections });

/** What every horizontally scaled tier has, whatever runs in it. */
export function tierFields(defaults: TierDefaults) {
  const [cpuRequest, cpuLimit] = defaults.cpu ?? ['250m', '1'];
  const [memoryRequest, memoryLimit] = defaults.memory ?? ['256Mi', '512Mi'];
  const [diskRequest, diskLimit] = defaults.disk ?? ['64Mi', '256Mi'];
  const replicas = defaults.replicas ?? [2, 10];
  const user = defaults.user ?? DEFAULT_USER;
  return {
    image: imageValues(defaults.image ?? 'app', defaults.tag),
    replicas: int(replicas[0], [1, 1000], 'Number of pods while autoscaling is off.'),
    autoscaling: autoscaling(replicas, defaults.source),
    resources: group('What the app container may use.', {
      requests: quantities(
        { cpu: cpuRequest, memory: memoryRequest, 'ephemeral-storage': diskRequest },
        'What it is promised; CPU and memory are the base of the utilisation targets.',
      ),
      limits: quantities(
        { cpu: cpuLimit, memory: memoryLimit, 'ephemeral-storage': diskLimit },
        'What it may not exceed: CPU is held back, memory and disk end the container. `cpu: null`: no limit.',
      ),
    }),
    rollout: group('How a new version replaces the old one; no pod is taken away before its successor is ready.', {
      maxSurgePercent: int(25, [1, 100], 'Extra pods while rolling out, in percent of the replicas.'),
      minReadySeconds: int(5, [0, 300], 'How long a new pod must stay ready before it counts, in seconds.'),
      progressDeadlineSeconds: int(
        600,
        [60, 7200],
        'Time without progress after which a roll-out has failed, in seconds.',
      ),
      revisionHistoryLimit: int(5, [0, 50], 'Old versions kept for a roll-back.'),
    }),
    shutdown: group('How a pod leaves without losing a request.', {
      drainSeconds: int(10, [0, 300], 'Time between leaving the Services and the stop signal, in seconds.'),
      finishSeconds: int(20, [1, 3600], 'Time the app has to finish its last requests after the signal, in seconds.'),
      gracePeriodSeconds: int(0, [0, 7200], 'All of it, after which the pod is killed, in seconds. 0: computed.'),
    }),
    disruption: group('How many pods a drain of nodes may take at once.', {
      enabled: bool(true, 'Limit them by a PodDisruptionBudget.'),
      maxUnavailable: int(1, [1, 1000], 'Pods that may be away at once.'),
    }),
    spread: group('How pods are spread.', {
      zones: choice(['ScheduleAnyway', 'DoNotSchedule'], 'ScheduleAnyway', 'Over zones: by preference, or strictly.'),
      nodes: choice(['ScheduleAnyway', 'DoNotSchedule'], 'ScheduleAnyway', 'Over nodes: by preference, or strictly.'),
    }),
    security: group('Who the app runs as. The rest of the security context is fixed: the restricted one.', {
      user: int(user, [1, 2147483647], 'User id of the processes.'),
      group: int(user, [1, 2147483647], 'Group id of the processes and of the volumes.'),
      tmpSize: quantity(defaults.tmpSize ?? '64Mi', 'Size of /tmp, the one place that can be written to.'),
    }),
    service: group('The Service in front of the pods.', {
      annotations: stringMap('Annotations of the Service.', { reserved: WAVE }),
    }),
    serviceAccount: group("The pods' own identity; it has no rights in the cluster.", {
      annotations: stringMap('Annotations of the ServiceAccount, for cloud identities.', { reserved: WAVE }),
    }),
    podAnnotations: stringMap('Annotations of the pods.', { reserved: /^checksum\// }),
    podLabels: stringMap('Labels of the pods.', { reserved: POD_LABELS }),
    nodeSelector: stringMap('Labels that a node must have.'),
    tolerations: freeList('Taints that the pods tolerate.'),
    affinity: freeMap({}, 'Affinity in place of the default, which prefers nodes without a pod of this service.'),
    priorityClassName: line('', 'PriorityClass of the pods. Empty: the default one of the cluster.'),
  };
}

/** A schema of what every tier has, and nothing else. */
export const tierValues = () => group('', tierFields({}));
/** The schema's type. */
export type TierSchema = ReturnType<typeof tierValues>;

function fields(defaults: WebServiceDefaults) {
  const reserved = new RegExp(`^(${['PORT', ...(defaults.reservedEnv ?? [])].join('|')})$`);
  // In the order in which one reads them.
  const { image, replicas, autoscaling, resources, ...tier } = tierFields(defaults);
  const { rollout, shutdown, disruption, spread, security, service, serviceAccount, ...pods } = tier;
  return {
    image,
    port: int(defaults.port ?? 8080, [1, 65535], 'Port the app listens on; it is told by the variable PORT.'),
    ...{ replicas, autoscaling, resources },
    probes: group('How Kubernetes asks the app for its state.', {
      startup: probe('Until it succeeds, the others wait.', '/health/startup', 2, 60),
      readiness: probe('While it fails, the pod gets no requests.', '/health/ready', 5, 3),
      liveness: probe('When it fails, the container is restarted.', '/health/live', 10, 3),
    }),
    ...{ rollout, shutdown, disruption, spread, security, service, serviceAccount },
    config: envMap('Environment of the app, kept in a ConfigMap; a change rolls out new pods.', reserved),
    extraEnv: envList('More environment, as Kubernetes takes it: `name` with `value` or `valueFrom`.', reserved),
    extraEnvFrom: freeList('ConfigMaps and Secrets whose keys become environment.'),
    extraVolumes: freeList('More volumes of the pod.'),
    extraVolumeMounts: freeList('Where the app container mounts them.'),
    ...pods,
  };
}

/** The schema's type. */
export type WebServiceSchema = ReturnType<typeof webServiceValues>;
