import type { RedisClusterProps } from '../../../constructs';
import { codesOf, pick } from '../support';
import { containerOf, mountsOf, podOf, STANDALONE, synth, TLS } from './synth';

const named = (list: unknown, name: string) => (list as object[]).find((item) => pick(item, 'name') === name);
const containers = (props?: RedisClusterProps) =>
  (['initContainers', 'containers'] as const).flatMap(
    (of) => (pick(podOf(props), of) ?? []) as { name: string; restartPolicy?: string }[],
  );
const variables = (name: 'prepare' | 'agent' | 'redis', props?: RedisClusterProps) =>
  Object.fromEntries(
    (containerOf(name, props)['env'] as { name: string; value?: string; valueFrom?: unknown }[]).map((variable) => [
      variable.name,
      variable.value ?? pick(variable.valueFrom, 'fieldRef.fieldPath'),
    ]),
  );

/** The two programs of the agent's image, and what there has to be for each. */
const PROGRAMS = [
  ['agent', {}],
  ['prepare', STANDALONE],
] as const;

describe('the containers', () => {
  test('are the server and the agent, of which neither waits for the kubelet to see that another is done', () => {
    expect(containers().map(({ name }) => name)).toEqual(['redis', 'agent']);
    expect(containerOf('agent')).toMatchObject({ args: ['run'] });
    expect(containers().some((container) => 'restartPolicy' in container)).toBe(false);
  });
  test('of a single node are no agent; what prepares its start ends before', () => {
    expect(containers(STANDALONE).map(({ name }) => name)).toEqual(['prepare', 'redis']);
    expect(containerOf('prepare', STANDALONE)).toMatchObject({ args: ['prepare'] });
  });
  test('are restricted, every one of them, as the user of the public images', () => {
    for (const props of [{}, STANDALONE, TLS]) {
      expect(podOf(props)).toMatchObject({
        securityContext: {
          ...{ runAsNonRoot: true, runAsUser: 999, fsGroup: 999 },
          seccompProfile: { type: 'RuntimeDefault' },
        },
      });
      for (const container of containers(props)) {
        expect(container).toMatchObject({
          securityContext: {
            readOnlyRootFilesystem: true,
            allowPrivilegeEscalation: false,
            capabilities: { drop: ['ALL'] },
          },
        });
      }
    }
  });
  test('have requests and limits, every one of them', () => {
    for (const container of containers()) {
      for (const part of ['requests', 'limits'])
        expect(Object.keys(pick(container, `resources.${part}`) as object)).toEqual([
          'cpu',
          'memory',
          'ephemeral-storage',
        ]);
    }
  });
  test('have no password in their environment', () => {
    for (const container of containers(TLS)) {
      expect(JSON.stringify(container)).not.toMatch(/secretKeyRef|secretRef/);
      expect(JSON.stringify(pick(container, 'env'))).not.toMatch(/password/i);
    }
  });
});

describe('the passwords', () => {
  test('are read by what prepares the start and by the agent, never by the server', () => {
    const readers = (props?: RedisClusterProps) =>
      containers(props).flatMap(({ name }) => (mountsOf(name as 'redis', props).all.includes('secrets') ? [name] : []));
    expect(readers()).toEqual(['agent']);
    expect(readers(STANDALONE)).toEqual(['prepare']);
  });
  test('are those of the Secret that the values name', () => {
    const secret = (props?: RedisClusterProps) => named(pick(podOf(props), 'volumes'), 'secrets');
    expect(secret()).toMatchObject({ secret: { secretName: 'shop-redis', defaultMode: 0o440 } });
    expect(secret({ existingSecret: 'mine' })).toMatchObject({ secret: { secretName: 'mine' } });
  });
  test('are handed to the server in memory', () => {
    expect(named(pick(podOf(), 'volumes'), 'run')).toMatchObject({ emptyDir: { medium: 'Memory' } });
    for (const name of ['agent', 'redis'] as const) expect(mountsOf(name).writable).toContain('run');
    expect(mountsOf('prepare', STANDALONE).writable).toContain('run');
  });
});

describe('the token of the Kubernetes API', () => {
  test('is in the agent alone, where programs look for it', () => {
    expect(podOf()).toMatchObject({ automountServiceAccountToken: false });
    expect(mountsOf('redis').all).not.toContain('token');
    expect(named(containerOf('agent')['volumeMounts'], 'token')).toEqual({
      name: 'token',
      mountPath: '/var/run/secrets/kubernetes.io/serviceaccount',
      readOnly: true,
    });
  });
  test('is what Kubernetes would put there: token, certificate and namespace', () => {
    const sources = pick(named(pick(podOf(), 'volumes'), 'token'), 'projected.sources') as object[];
    expect(sources).toMatchObject([
      { serviceAccountToken: { path: 'token' } },
      { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
      { downwardAPI: { items: [{ path: 'namespace' }] } },
    ]);
  });
  test('is not in the pod of a single node', () => {
    expect(JSON.stringify(podOf(STANDALONE))).not.toContain('serviceAccountToken');
  });
});

test('nothing but data and what is in memory can be written to', () => {
  expect(mountsOf('redis')).toEqual({ all: ['config', 'data', 'run'], writable: ['data', 'run'] });
  expect(mountsOf('agent').writable).toEqual(['data', 'run']);
  expect(mountsOf('prepare', STANDALONE).writable).toEqual(['data', 'run']);
});

describe('the agent', () => {
  test('is told who it is, and what its cluster is called', () => {
    for (const [name, mode] of PROGRAMS) {
      expect(variables(name, { ...mode, flavour: 'valkey', shutdown: { handOverSeconds: 10 } })).toMatchObject({
        POD_NAME: 'metadata.name',
        POD_NAMESPACE: 'metadata.namespace',
        POD_IP: 'status.podIP',
        NODE_NAME: 'spec.nodeName',
        REDIS_PREFIX: 'shop-redis',
        REDIS_PODS_SERVICE: 'shop-redis-pods',
        LEASE_NAME: 'shop-redis',
        FLAVOUR: 'valkey',
        HAND_OVER_SECONDS: '10',
      });
    }
  });
  test('is told whether to have fragmented memory given back', () => {
    expect(variables('agent')).toMatchObject({ ACTIVE_DEFRAG: 'true' });
    expect(variables('agent', { activeDefrag: false })).toMatchObject({ ACTIVE_DEFRAG: 'false' });
  });
  test('is told of TLS where there is some', () => {
    expect(variables('agent', TLS)).toMatchObject({ REDIS_TLS: 'true' });
    expect(variables('agent')).not.toHaveProperty('REDIS_TLS');
  });
  test('answers for itself', () => {
    expect(containerOf('agent')).toMatchObject({
      ports: [{ name: 'agent', containerPort: 8181 }],
      livenessProbe: { httpGet: { path: '/live', port: 'agent' } },
    });
  });
  test('is the image and has the resources of the values', () => {
    const agent = { image: { repository: 'mine/agent', tag: '2' }, resources: { limits: { memory: '200Mi' } } };
    for (const [name, mode] of PROGRAMS) {
      expect(containerOf(name, { ...mode, agent })).toMatchObject({
        image: 'mine/agent:2',
        resources: { limits: { memory: '200Mi' } },
      });
    }
  });
});

describe('the server', () => {
  test.each([
    ['redis', 'redis:8-trixie', 'redis-server', 'redis-cli'],
    ['valkey', 'valkey/valkey:9-trixie', 'valkey-server', 'valkey-cli'],
  ] as const)('%s is its public image and its own programs', (flavour, image, server, cli) => {
    const container = containerOf('redis', { flavour });
    expect(container).toMatchObject({ image });
    expect(pick(container, 'args.0')).toBe(server);
    expect(containerOf('redis', { ...STANDALONE, flavour })).toMatchObject({ command: [server] });
    expect(pick(container, 'livenessProbe.exec.command.0')).toBe(cli);
    expect(pick(container, 'startupProbe.exec.command.0')).toBe(cli);
  });
  test('can be another image, pinned by its digest', () => {
    const digest = `sha256:${'a'.repeat(64)}`;
    const image = { redis: { repository: 'mirror.example.org/redis', digest, pullPolicy: 'Always' } } as const;
    expect(containerOf('redis', { image })).toMatchObject({
      image: `mirror.example.org/redis@${digest}`,
      imagePullPolicy: 'Always',
    });
    expect(containerOf('redis', { image, flavour: 'valkey' })).toMatchObject({ imagePullPolicy: 'IfNotPresent' });
  });
  test('waits until its agent has prepared its start: with this address, once', () => {
    expect(variables('agent')).toMatchObject({ PREPARED_FILE: '/run/redis/prepared-$(POD_IP)' });
    expect(pick(containerOf('redis'), 'command.3')).toBe(variables('agent')['PREPARED_FILE']);
  });
  test('announces its address, and a name that stays', () => {
    expect(containerOf('redis')['args']).toEqual([
      'redis-server',
      '/etc/scaleout/redis/redis.conf',
      '--cluster-announce-ip',
      '$(POD_IP)',
      '--cluster-announce-hostname',
      '$(POD_NAME).shop-redis-pods.$(POD_NAMESPACE).svc',
    ]);
    expect(Object.keys(variables('redis'))).toEqual(['POD_NAME', 'POD_NAMESPACE', 'POD_IP']);
  });
  test('announces nothing when it is alone', () => {
    expect(containerOf('redis', STANDALONE)['args']).toEqual(['/etc/scaleout/redis/redis.conf']);
  });
  test('is alive as long as it answers anything, through a socket that needs no password', () => {
    const { startupProbe, livenessProbe } = containerOf('redis');
    const ping = { exec: { command: ['redis-cli', '-s', '/run/redis/redis.sock', 'ping'] } };
    expect(startupProbe).toMatchObject({ ...ping, periodSeconds: 5, failureThreshold: 60 });
    expect(livenessProbe).toMatchObject({ ...ping, periodSeconds: 10, failureThreshold: 3, timeoutSeconds: 5 });
  });
  test('is ready when its agent says so; by number, as a probe knows the ports of its own container alone', () => {
    expect(containerOf('redis')['readinessProbe']).toMatchObject({
      httpGet: { path: '/ready', port: 8181 },
      periodSeconds: 3,
    });
    expect(containerOf('redis', STANDALONE)['readinessProbe']).toMatchObject({ tcpSocket: { port: 'redis' } });
  });
  test('is stopped when its agent has handed over, and has the time for it', () => {
    expect(containerOf('redis')['lifecycle']).toEqual({ preStop: { httpGet: { path: '/pre-stop', port: 8181 } } });
    expect(containerOf('redis', STANDALONE)).not.toHaveProperty('lifecycle');
    expect(podOf({ shutdown: { gracePeriodSeconds: 90 } })).toMatchObject({ terminationGracePeriodSeconds: 90 });
  });
});

describe('TLS', () => {
  test('gives the certificate to all containers, to be read', () => {
    expect(named(pick(podOf(TLS), 'volumes'), 'tls')).toMatchObject({ secret: { secretName: 'cert' } });
    for (const name of ['agent', 'redis'] as const) {
      expect(mountsOf(name, TLS).all).toContain('tls');
      expect(mountsOf(name, TLS).writable).not.toContain('tls');
    }
  });
  test('is not mentioned where there is none', () => {
    expect(JSON.stringify(podOf())).not.toContain('/etc/scaleout/tls');
  });
});

describe('pods are replaced', () => {
  const checksum = (props?: RedisClusterProps) =>
    pick(synth(props).get('StatefulSet'), 'spec.template.metadata.annotations.checksum/config');
  test.each<[string, RedisClusterProps]>([
    ['the memory for data', { maxMemory: '1Gi' }],
    ['the policy', { maxMemoryPolicy: 'volatile-ttl' }],
    ['a time', { failover: { nodeTimeoutMilliseconds: 3000 } }],
    ['the backlog', { replication: { backlog: '32Mi' } }],
    ['snapshots', { persistence: { rdb: '' } }],
    ['the append-only file', { persistence: { fsync: 'always' } }],
    ['a setting of your own', { parameters: { hz: '20' } }],
    ['TLS', TLS],
    ['the flavour', { flavour: 'valkey' }],
  ])('after a change of %s, as a server reads its configuration once', (_, props) => {
    expect(checksum(props)).not.toBe(checksum());
  });
  test('and not when a default is written out', () => {
    expect(checksum({ maxMemory: '2Gi', parameters: {}, persistence: { aof: true } })).toBe(checksum());
  });
});

test('pods have the labels, annotations and places of the values', () => {
  const { get } = synth({
    podLabels: { team: 'data' },
    podAnnotations: { note: 'x' },
    nodeSelector: { pool: 'cache' },
    tolerations: [{ key: 'cache', operator: 'Exists' }],
    priorityClassName: 'high',
  });
  const template = pick(get('StatefulSet'), 'spec.template');
  expect(template).toMatchObject({
    metadata: { labels: { team: 'data' }, annotations: { note: 'x' } },
    spec: {
      nodeSelector: { pool: 'cache' },
      tolerations: [{ key: 'cache', operator: 'Exists' }],
      priorityClassName: 'high',
    },
  });
});
test.each(['app.kubernetes.io/component', 'scaleout.dev/redis-shard', 'apps.kubernetes.io/pod-index'])(
  'the label %s, which others rely on, is refused',
  (label) => {
    expect(codesOf(() => synth({ podLabels: { [label]: 'x' } }))).toEqual(['SCALE-VALUES-007']);
  },
);
