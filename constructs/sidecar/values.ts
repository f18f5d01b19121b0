/** The part of the values schema that the health sidecar reads. */
import { bool, choice, freeList, group, int, line, quantities, stringMap } from '../values/fields';
import { objectName } from '../workload/names';
import { imageValues, POD_LABELS } from '../workload/values';

/** The values schema of the sidecar, with its defaults. */
export const sidecarValues = () =>
  group('The health and metrics sidecar in every app pod.', {
    enabled: bool(true, 'Put it into the pods.'),
    image: imageValues('scaleout/health-sidecar'),
    readiness: choice(
      ['fail-open', 'strict'],
      'fail-open',
      'What its readiness says when the database or Redis is down for all pods. fail-open: `degraded`, and 200. strict: 503.',
    ),
    readinessGate: bool(
      false,
      "Whether the pod is ready only while the sidecar says so. Off by default: a broken sidecar would take the app out of service; the app's own probe stays in any case.",
    ),
    intervalSeconds: int(5, [1, 300], 'Time between two looks at a component, in seconds.'),
    timeoutSeconds: int(2, [1, 60], 'Time after which a look is given up, in seconds.'),
    connections: int(256, [8, 10000], 'Connections that it takes at once; over that the idlest one goes.'),
    requestsPerSecond: int(10, [1, 10000], 'Requests a second and address to what needs the token, and to the page.'),
    resources: group('What a sidecar may use.', {
      requests: quantities({ cpu: '20m', memory: '64Mi', 'ephemeral-storage': '16Mi' }, 'What it is promised.'),
      limits: quantities(
        { cpu: '500m', memory: '128Mi', 'ephemeral-storage': '32Mi' },
        'What it may not exceed. `cpu: null`: no limit.',
      ),
    }),
    existingSecret: objectName(
      'A Secret with the key `token`, for what is not for everybody. Empty: a Job makes one, once.',
    ),
    scrapeFrom: freeList(
      'Who may read metrics, of all components, as peers of a NetworkPolicy: the namespace of Prometheus, say. None: nobody.',
    ),
    serviceMonitor: group('A ServiceMonitor for each Service, where the Prometheus operator is installed.', {
      enabled: bool(false, 'Make them.'),
      intervalSeconds: int(15, [1, 3600], 'Time between two scrapes, in seconds.'),
      labels: stringMap('More labels, by which a Prometheus selects them.'),
    }),
  });

/** The schema's type. */
export type SidecarSchema = ReturnType<typeof sidecarValues>;

/** The values schema of the stack's own monitor, with its defaults. */
export const monitorValues = () =>
  group('The sidecar once more, by itself: it looks at the databases as a whole, once for the stack.', {
    enabled: bool(true, 'Run it.'),
    maxLagSeconds: int(5, [1, 86400], 'Lag from which on a replica of Postgres counts as lagging, in seconds.'),
    resources: group('What it may use.', {
      requests: quantities({ cpu: '20m', memory: '64Mi', 'ephemeral-storage': '16Mi' }, 'What it is promised.'),
      limits: quantities(
        { cpu: '500m', memory: '128Mi', 'ephemeral-storage': '32Mi' },
        'What it may not exceed. `cpu: null`: no limit.',
      ),
    }),
    podAnnotations: stringMap('Annotations of the pod.'),
    podLabels: stringMap('Labels of the pod.', { reserved: POD_LABELS }),
    nodeSelector: stringMap('Labels that a node must have.'),
    tolerations: freeList('Taints that the pod tolerates.'),
    priorityClassName: line('', 'PriorityClass of the pod. Empty: the default one of the cluster.'),
  });

/** The schema's type. */
export type MonitorSchema = ReturnType<typeof monitorValues>;
