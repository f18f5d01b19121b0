import { EDGE_PORTS } from '../../../constructs/edge/names';
import { pick } from '../support';
import { INGRESS, podOf, synth, templateOf, type Built, type Given } from './synth';

const pod = (edge: Given['edge'] = {}) => podOf({ edge });
const nginx = (edge: Given['edge'] = {}) => pick(pod(edge), 'containers.0');
const named = (of: unknown) => Object.fromEntries((of as { name: string }[]).map((each) => [each.name, each]));
const NONE = { tls: { at: 'none' } } as const;

test('the pod is restricted: no root, no privileges, no writable root, no token', () => {
  expect(pod()).toMatchObject({
    serviceAccountName: 'shop-edge',
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: {
      ...{ runAsNonRoot: true, runAsUser: 10101, runAsGroup: 10101, fsGroup: 10101 },
      seccompProfile: { type: 'RuntimeDefault' },
    },
  });
  expect(nginx()).toMatchObject({
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    },
  });
});

test('no port is one that needs a right, and the status is not that of the pages', () => {
  const ports = (edge?: Given['edge']) =>
    (pick(nginx(edge), 'ports') as { name: string; containerPort: number }[]).map(
      ({ name, containerPort }) => `${name} ${containerPort}`,
    );
  expect(ports()).toEqual(['http 8080', 'https 8443', 'status 8081']);
  expect(ports(INGRESS)).toEqual(['http 8080', 'status 8081']);
  expect(Math.min(...Object.values(EDGE_PORTS))).toBeGreaterThan(1023);
});

test('probes ask nginx itself, and no service: an edge without services is still alive', () => {
  for (const [probe, path] of [
    ['startupProbe', '/live'],
    ['readinessProbe', '/ready'],
    ['livenessProbe', '/live'],
  ] as const) {
    expect(pick(nginx(), probe)).toMatchObject({ httpGet: { path, port: 'status' }, timeoutSeconds: 2 });
  }
});

describe('volumes', () => {
  const volumes = (edge?: Given['edge']) => named(pick(pod(edge), 'volumes'));
  const mounts = (edge?: Given['edge']) => named(pick(nginx(edge), 'volumeMounts'));
  test('can be written to in two places, both of limited size', () => {
    const writable = Object.values(mounts({ files: { 'a.txt': 'x' } })).filter(
      (mount) => pick(mount, 'readOnly') !== true,
    );
    expect(writable).toEqual([
      { name: 'tmp', mountPath: '/tmp' },
      { name: 'cache', mountPath: '/var/cache/nginx' },
    ]);
    const edge: Given['edge'] = { security: { tmpSize: '512Mi' }, cache: { sizeMegabytes: 800 } };
    expect(volumes(edge)).toMatchObject({
      tmp: { emptyDir: { sizeLimit: '512Mi' } },
      // With an eighth and 64 MiB over, as nginx removes what is too much a moment later.
      cache: { emptyDir: { sizeLimit: '964Mi' } },
    });
  });
  test('hold the configuration as a folder, so that a change arrives', () => {
    expect(volumes()['config']).toEqual({ name: 'config', configMap: { name: 'shop-edge' } });
    expect(mounts()['config']).toEqual({ name: 'config', mountPath: '/etc/scaleout/edge', readOnly: true });
  });
  test('hold the files only when there are some', () => {
    expect(volumes()['files']).toBeUndefined();
    expect(volumes({ files: { 'a.txt': 'x' } })['files']).toMatchObject({ configMap: { name: 'shop-edge-files' } });
    expect(mounts({ files: { 'a.txt': 'x' } })['files']).toMatchObject({ mountPath: '/etc/scaleout/edge-files' });
  });
  test('hold the certificate, which nobody else may read, only where nginx ends TLS', () => {
    expect(volumes()['tls']).toMatchObject({ secret: { secretName: 'shop-tls', defaultMode: 0o440 } });
    for (const edge of [INGRESS, NONE]) {
      expect(volumes(edge)['tls']).toBeUndefined();
      expect(mounts(edge)['tls']).toBeUndefined();
    }
  });
  test('of sidecars are there too', () => {
    const sidecar = { container: { name: 'x', image: 'x' }, volumes: [{ name: 'more', emptyDir: {} }] };
    const add = ({ edge }: Built) => edge.addSidecar(sidecar);
    expect(pick(podOf({}, add), 'volumes')).toContainEqual({ name: 'more', emptyDir: {} });
  });
});

describe('leaving', () => {
  test('nginx goes on serving while balancers learn of it, then ends what is open', () => {
    const edge: Given['edge'] = { shutdown: { drainSeconds: 4, finishSeconds: 30 } };
    expect(pick(nginx(edge), 'lifecycle')).toEqual({ preStop: { sleep: { seconds: 4 } } });
    expect(pick(pod(edge), 'terminationGracePeriodSeconds')).toBe(39);
    const data = pick(synth({ edge }).get('ConfigMap'), 'data') as Record<string, string>;
    expect(data['nginx.conf']).toContain('worker_shutdown_timeout 30s;');
  });
  test('without a drain there is no hook', () => {
    expect(nginx({ shutdown: { drainSeconds: 0 } })).not.toHaveProperty('lifecycle');
  });
});

test('what every tier takes, this one takes', () => {
  const edge: Given['edge'] = {
    podLabels: { team: 'web' },
    podAnnotations: { note: 'x' },
    nodeSelector: { disk: 'ssd' },
    tolerations: [{ key: 'edge' }],
    priorityClassName: 'high',
    image: { repository: 'shop/nginx', tag: '1.30.5', pullPolicy: 'Always' },
  };
  expect(pod(edge)).toMatchObject({
    ...{ nodeSelector: { disk: 'ssd' }, tolerations: [{ key: 'edge' }], priorityClassName: 'high' },
    containers: [{ name: 'nginx', image: 'shop/nginx:1.30.5', imagePullPolicy: 'Always' }],
  });
  expect(pick(templateOf({ edge }), 'metadata')).toMatchObject({ labels: { team: 'web' }, annotations: { note: 'x' } });
});
