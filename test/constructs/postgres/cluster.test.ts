import { PostgresCluster } from '../../../constructs';
import { WAVE_ANNOTATION } from '../../../constructs/waves';
import { codesOf, pick } from '../support';
import { synth, type Given } from './synth';

const external = { mode: 'external', external: { host: 'db.example.org' }, existingSecret: 'mine' } as const;
const pod = (given?: Given) => pick(synth(given).get('StatefulSet'), 'spec.template.spec');
const container = (given?: Given) => pick(pod(given), 'containers.0');
const named = (list: unknown, name: string) => (list as object[]).find((item) => pick(item, 'name') === name);
const kinds = (given: Given) => synth(given).objects.map(({ kind }) => kind);

test('a cluster is these objects', () => {
  const { objects } = synth();
  expect(objects.map(({ kind, metadata }) => `${kind} ${metadata.name.replace(/-[0-9a-f]{8}$/, '-HASH')}`)).toEqual([
    'ServiceAccount shop-postgres',
    'Role shop-postgres',
    'RoleBinding shop-postgres',
    'ConfigMap shop-postgres',
    'Service shop-postgres',
    'Service shop-postgres-replicas',
    'Service shop-postgres-pods',
    'Service shop-postgres-config',
    'Service shop-postgres-sync',
    'Service shop-postgres-failover',
    'StatefulSet shop-postgres',
    'PodDisruptionBudget shop-postgres',
    'ServiceAccount shop-postgres-configure',
    'Job shop-postgres-configure-HASH',
  ]);
});
test('two clusters in one chart share no name', () => {
  const { objects } = synth({}, (_, chart) => new PostgresCluster(chart, 'reports'));
  const names = objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
  expect(new Set(names).size).toBe(names.length);
});
test('a database elsewhere is none', () => {
  expect(kinds({ postgres: external })).toEqual([]);
});

describe('rights', () => {
  const { get } = synth();
  test("are to label members and to keep Patroni's state, and nothing else", () => {
    expect(pick(get('Role'), 'rules')).toEqual([
      { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'patch', 'update', 'watch'] },
      { apiGroups: [''], resources: ['endpoints'], verbs: ['create', 'get', 'list', 'patch', 'update', 'watch'] },
    ]);
  });
  test('are those of the members alone', () => {
    expect(get('RoleBinding')).toMatchObject({
      roleRef: { kind: 'Role', name: 'shop-postgres' },
      subjects: [{ kind: 'ServiceAccount', name: 'shop-postgres' }],
    });
    expect(get('ServiceAccount', 'shop-postgres')).toMatchObject({ automountServiceAccountToken: false });
    expect(pod()).toMatchObject({ serviceAccountName: 'shop-postgres', automountServiceAccountToken: true });
  });
  test('hold in the namespace, never in the whole cluster', () => {
    expect(kinds({ pooler: {} }).filter((kind) => kind.startsWith('Cluster'))).toEqual([]);
  });
});

describe('a member', () => {
  test('is restricted', () => {
    expect(pod()).toMatchObject({
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    });
    expect(container()).toMatchObject({
      securityContext: {
        readOnlyRootFilesystem: true,
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
      },
    });
    expect(pick(pod(), 'containers')).toHaveLength(1);
  });
  test('may write to its volumes and to memory, not to its configuration and passwords', () => {
    const mounts = pick(container(), 'volumeMounts') as { name: string; readOnly?: boolean }[];
    const writable = mounts.filter(({ readOnly }) => readOnly !== true).map(({ name }) => name);
    expect(writable).toEqual(['data', 'run', 'tmp', 'shm']);
  });
  test('has no password in its environment', () => {
    const env = JSON.stringify(pick(container(), 'env'));
    expect(env).not.toContain('secretKeyRef');
    expect(env).not.toMatch(/password/i);
    expect(container()).not.toHaveProperty('envFrom');
  });
  test('is out of service when it lags, and is not restarted for that', () => {
    const { readinessProbe, livenessProbe } = container({
      postgres: { readiness: { maximumLag: '64MB' } },
    }) as Record<string, unknown>;
    expect(readinessProbe).toMatchObject({ httpGet: { path: '/readiness?lag=64MB', port: 'patroni' } });
    expect(livenessProbe).toMatchObject({ httpGet: { path: '/liveness', port: 'patroni' } });
  });
  test('has time to start, and to hand over', () => {
    const given = { postgres: { startup: { deadlineSeconds: 600 }, shutdown: { gracePeriodSeconds: 120 } } };
    const { periodSeconds, failureThreshold } = pick(container(given), 'startupProbe') as Record<string, number>;
    expect(Number(periodSeconds) * Number(failureThreshold)).toBe(600);
    expect(pod(given)).toMatchObject({ terminationGracePeriodSeconds: 120 });
    expect(pick(container(given), 'lifecycle.preStop')).toBeDefined();
  });
  test('is on a node of its own: by preference, or strictly', () => {
    const strict = pod({ postgres: { spread: { nodes: 'required', zones: 'DoNotSchedule' } } });
    expect(Object.keys(pick(strict, 'affinity.podAntiAffinity') as object)).toEqual([
      'requiredDuringSchedulingIgnoredDuringExecution',
    ]);
    expect(pick(strict, 'topologySpreadConstraints.0.whenUnsatisfiable')).toBe('DoNotSchedule');
    expect(Object.keys(pick(pod(), 'affinity.podAntiAffinity') as object)).toEqual([
      'preferredDuringSchedulingIgnoredDuringExecution',
    ]);
  });
  test('knows all poolers that are told of a planned stop, when there are some', () => {
    const env = (given: Given) => pick(container(given), 'env');
    expect(env({ pooler: {} })).toEqual(
      expect.arrayContaining([
        { name: 'POOLER_PODS', value: 'shop-pooler-pods' },
        { name: 'POOLER_PORT', value: '6432' },
        { name: 'POOLER_REPLICAS_PORT', value: '6433' },
      ]),
    );
    expect(env({ pooler: { enabled: false } })).toContainEqual({ name: 'POOLER_PODS', value: '' });
    expect(named(env({}), 'POOLER_PODS')).toBeUndefined();
  });
  test('keeps the labels that select it, whatever others it is given', () => {
    const { get } = synth({ postgres: { podLabels: { team: 'data' } } });
    expect(pick(get('StatefulSet'), 'spec.template.metadata.labels')).toMatchObject({
      ...(pick(get('StatefulSet'), 'spec.selector.matchLabels') as object),
      team: 'data',
    });
    for (const label of ['role', 'cluster-name', 'app.kubernetes.io/component']) {
      expect(codesOf(() => synth({ postgres: { podLabels: { [label]: 'x' } } }))).toEqual(['SCALE-VALUES-007']);
    }
  });
});

describe('volumes', () => {
  const spec = (given?: Given) => pick(synth(given).get('StatefulSet'), 'spec');
  test('stay when members or the stack are gone', () => {
    expect(spec()).toMatchObject({
      persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
    });
  });
  test('are one, or two with the log apart', () => {
    const storage = { size: '30Gi', storageClassName: 'fast', wal: { enabled: true, size: '3Gi' } };
    expect(spec()).toMatchObject({ volumeClaimTemplates: [{ metadata: { name: 'data' } }] });
    expect(pick(spec({ postgres: { storage } }), 'volumeClaimTemplates')).toMatchObject([
      { metadata: { name: 'data' }, spec: { storageClassName: 'fast', resources: { requests: { storage: '30Gi' } } } },
      { metadata: { name: 'wal' }, spec: { resources: { requests: { storage: '3Gi' } } } },
    ]);
    expect(pick(container({ postgres: { storage } }), 'volumeMounts')).toContainEqual({
      name: 'wal',
      mountPath: '/var/lib/postgresql/wal',
    });
  });
  test('of the default class name none', () => {
    expect(pick(spec(), 'volumeClaimTemplates.0.spec')).not.toHaveProperty('storageClassName');
  });
});

test('the StatefulSet says what it was made with', () => {
  const { get } = synth({ postgres: { storage: { size: '30Gi', wal: { enabled: true } } } });
  expect(get('StatefulSet')?.metadata.annotations).toMatchObject({
    'scaleout.dev/storage-size': '30Gi',
    'scaleout.dev/wal-volume': 'true',
    'scaleout.dev/postgres-version': '17',
    'scaleout.dev/claims': '30720Mi of the default class and 5120Mi of the default class, ReadWriteOnce',
  });
});
test('members start together, so that none waits for one that cannot', () => {
  expect(pick(synth().get('StatefulSet'), 'spec')).toMatchObject({ replicas: 3, podManagementPolicy: 'Parallel' });
});

test('a drain takes one member at a time, and none while another is away', () => {
  const { get } = synth();
  expect(pick(get('PodDisruptionBudget'), 'spec')).toEqual({
    maxUnavailable: 1,
    unhealthyPodEvictionPolicy: 'IfHealthyBudget',
    selector: pick(get('StatefulSet'), 'spec.selector'),
  });
  expect(kinds({ postgres: { disruption: { enabled: false } } })).not.toContain('PodDisruptionBudget');
});

describe('the Job that brings settings up to date', () => {
  const job = (given?: Given) => synth(given).objects.find(({ kind }) => kind === 'Job');
  const name = (given?: Given) => job(given)?.metadata.name;
  test('runs after the members are there, and gets no rights in the cluster', () => {
    const wave = (object?: { metadata: { annotations?: Readonly<Record<string, string>> } }) =>
      Number(object?.metadata.annotations?.[WAVE_ANNOTATION]);
    expect(wave(job())).toBeGreaterThan(wave(synth().get('StatefulSet')));
    expect(pick(job(), 'spec.template.spec.automountServiceAccountToken')).toBe(false);
  });
  test('reads the same files as the members, and of the passwords one', () => {
    expect(named(pick(job(), 'spec.template.spec.volumes'), 'config')).toMatchObject({
      configMap: { name: 'shop-postgres' },
    });
    const passwords = JSON.stringify(job()).match(/[a-z]+-password(?=")/g);
    expect(new Set(passwords)).toEqual(new Set(['patroni-password']));
  });
  test.each<[string, Given]>([
    ['a parameter', { postgres: { parameters: { work_mem: '64MB' } } }],
    ['the memory', { postgres: { resources: { limits: { memory: '4Gi' } } } }],
    ['the profile', { postgres: { durability: 'zero-loss' } }],
    ['the Secret', { postgres: { existingSecret: 'mine' } }],
    ['its own settings', { postgres: { tasks: { deadlineSeconds: 60 } } }],
  ])('runs anew after a change of %s', (_, given) => {
    expect(name(given)).not.toBe(name());
  });
  test('does not run anew when nothing of it changed', () => {
    expect(name({ postgres: {} })).toBe(name());
    expect(name({ pooler: {} })).toBe(name({ pooler: { replicas: 7 } }));
    expect(name({ clients: [{ component: 'api', mostPods: 1 }] })).toBe(name());
  });
});

test('two databases of a chart do not take each other for their own', () => {
  const { objects } = synth({}, (_, chart) => {
    new PostgresCluster(chart, 'reports');
  });
  const of = (path: string) =>
    objects.filter(({ kind }) => kind === 'StatefulSet').map((object) => JSON.stringify(pick(object, path)));
  for (const path of ['metadata.name', 'spec.selector', 'spec.serviceName', 'spec.template.spec.serviceAccountName']) {
    expect(new Set(of(path)).size).toBe(2);
  }
  const scopes = of('spec.template.metadata.labels').map((labels) => /"cluster-name":"([^"]*)"/.exec(labels)?.[1]);
  expect(scopes).toEqual(['shop-postgres', 'shop-reports']);
});
