import { pick } from '../support';
import { synth, type Props } from './synth';
import type { WebService } from '../../../constructs';

const pod = (props: Props = {}, change?: (service: WebService) => void) =>
  pick(synth(props, change).get('Deployment'), 'spec.template.spec');
const app = (props: Props = {}) => pick(pod(props), 'containers.0');

describe('probes', () => {
  test('ask separate paths: what restarts a pod is not what takes it out of the Service', () => {
    const container = app();
    const paths = ['startupProbe', 'readinessProbe', 'livenessProbe'].map((probe) =>
      pick(container, `${probe}.httpGet.path`),
    );
    expect(paths).toEqual(['/health/startup', '/health/ready', '/health/live']);
  });
  test('ask the app port by name, in the rhythm that was given', () => {
    const readiness = { path: '/r', periodSeconds: 4, timeoutSeconds: 3, failureThreshold: 9 };
    expect(pick(app({ probes: { readiness } }), 'readinessProbe')).toEqual({
      httpGet: { path: '/r', port: 'http' },
      periodSeconds: 4,
      timeoutSeconds: 3,
      failureThreshold: 9,
    });
  });
});

describe('shutdown', () => {
  test.each<[string, Props['shutdown'], number]>([
    ['drain, finish and 5 s', { drainSeconds: 3, finishSeconds: 4 }, 12],
    ['what was given, when it is enough', { drainSeconds: 3, finishSeconds: 4, gracePeriodSeconds: 60 }, 60],
  ])('the grace period is %s', (_, shutdown, seconds) => {
    expect(pick(pod({ shutdown }), 'terminationGracePeriodSeconds')).toBe(seconds);
  });
  test('the app goes on serving while it drains', () => {
    expect(pick(app({ shutdown: { drainSeconds: 3 } }), 'lifecycle')).toEqual({ preStop: { sleep: { seconds: 3 } } });
  });
  test('without a drain there is no hook, as Kubernetes refuses a sleep of 0', () => {
    expect(app({ shutdown: { drainSeconds: 0 } })).not.toHaveProperty('lifecycle');
  });
});

test('the pod is restricted: no root, no privileges, no writable root, no token', () => {
  const spec = pod({ security: { user: 1234, group: 5678 } });
  expect(spec).toMatchObject({
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    serviceAccountName: 'shop-api',
    securityContext: {
      runAsNonRoot: true,
      runAsUser: 1234,
      runAsGroup: 5678,
      fsGroup: 5678,
      seccompProfile: { type: 'RuntimeDefault' },
    },
  });
  expect(pick(spec, 'containers.0.securityContext')).toEqual({
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  });
});

test('the one place that can be written to is /tmp, of limited size', () => {
  const spec = pod({ security: { tmpSize: '128Mi' } });
  expect(pick(spec, 'volumes')).toEqual([{ name: 'tmp', emptyDir: { sizeLimit: '128Mi' } }]);
  expect(pick(spec, 'containers.0.volumeMounts')).toEqual([{ name: 'tmp', mountPath: '/tmp' }]);
});

describe('a sidecar', () => {
  const sidecar = { container: { name: 'proxy', image: 'proxy:1' }, volumes: [{ name: 'conf', emptyDir: {} }] };
  test('is a native one, even when it is added after construction: up before the app, down after it', () => {
    const spec = pod({}, (service) => service.addSidecar(sidecar));
    expect(pick(spec, 'initContainers')).toEqual([{ name: 'proxy', image: 'proxy:1', restartPolicy: 'Always' }]);
    expect(pick(spec, 'containers.length')).toBe(1);
    expect(pick(spec, 'volumes')).toContainEqual({ name: 'conf', emptyDir: {} });
  });
  test('keeps its place among several', () => {
    const spec = pod({}, (service) =>
      service.addSidecar(sidecar).addSidecar({ container: { name: 'second', image: 'b' } }),
    );
    expect((pick(spec, 'initContainers') as { name: string }[]).map(({ name }) => name)).toEqual(['proxy', 'second']);
  });
  test('without one there are no init containers', () => {
    expect(pod()).not.toHaveProperty('initContainers');
  });
});

describe('affinity', () => {
  test('prefers nodes without a pod of this service', () => {
    expect(pick(pod(), 'affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution.0')).toMatchObject({
      podAffinityTerm: {
        topologyKey: 'kubernetes.io/hostname',
        labelSelector: { matchLabels: { 'app.kubernetes.io/component': 'api' } },
      },
    });
  });
  test('that is given stands in its place', () => {
    const affinity = { nodeAffinity: { preferred: [] } };
    expect(pick(pod({ affinity }), 'affinity')).toEqual(affinity);
  });
});

test('pods are spread over zones and nodes, strictly if so wished, each version by itself', () => {
  expect(pick(pod({ spread: { zones: 'DoNotSchedule' } }), 'topologySpreadConstraints')).toMatchObject([
    {
      topologyKey: 'topology.kubernetes.io/zone',
      whenUnsatisfiable: 'DoNotSchedule',
      matchLabelKeys: ['pod-template-hash'],
    },
    { topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'ScheduleAnyway', maxSkew: 1 },
  ]);
});

describe('what is passed on', () => {
  test('is there when it is given', () => {
    const spec = pod({
      nodeSelector: { disk: 'ssd' },
      tolerations: [{ key: 'gpu' }],
      priorityClassName: 'high',
      extraEnv: [{ name: 'A', value: 'b' }],
      extraEnvFrom: [{ secretRef: { name: 's' } }],
      extraVolumes: [{ name: 'v', emptyDir: {} }],
      extraVolumeMounts: [{ name: 'v', mountPath: '/v' }],
      podAnnotations: { note: 'x' },
    });
    expect(spec).toMatchObject({
      nodeSelector: { disk: 'ssd' },
      tolerations: [{ key: 'gpu' }],
      priorityClassName: 'high',
    });
    expect(pick(spec, 'containers.0.env')).toContainEqual({ name: 'A', value: 'b' });
    expect(pick(spec, 'containers.0.envFrom')).toContainEqual({ secretRef: { name: 's' } });
    expect(pick(spec, 'volumes')).toContainEqual({ name: 'v', emptyDir: {} });
    expect(pick(spec, 'containers.0.volumeMounts')).toContainEqual({ name: 'v', mountPath: '/v' });
  });
  test('leaves no empty key behind when it is not', () => {
    const keys = Object.keys(pod() as object);
    for (const key of ['nodeSelector', 'tolerations', 'priorityClassName', 'imagePullSecrets'])
      expect(keys).not.toContain(key);
  });
});

describe('resources', () => {
  test('that are not named keep their defaults', () => {
    expect(pick(app({ resources: { requests: { cpu: '300m' } } }), 'resources')).toEqual({
      requests: { cpu: '300m', memory: '256Mi', 'ephemeral-storage': '64Mi' },
      limits: { cpu: '1', memory: '512Mi', 'ephemeral-storage': '256Mi' },
    });
  });
  test('can be taken away one by one', () => {
    expect(pick(app({ resources: { limits: { cpu: null as never } } }), 'resources.limits')).toEqual({
      memory: '512Mi',
      'ephemeral-storage': '256Mi',
    });
  });
});
