import { Pooler, WebService } from '../../../constructs';
import { WAVE_ANNOTATION } from '../../../constructs/waves';
import { codesOf, pick } from '../support';
import { synth, type Given } from '../postgres/synth';

const NAME = 'shop-pooler';
const pooled = (pooler: NonNullable<Given['pooler']> = {}, postgres: NonNullable<Given['postgres']> = {}) =>
  synth({ pooler, postgres });
const own = (given: Given) =>
  synth(given).objects.filter(({ metadata }) => metadata.labels?.['app.kubernetes.io/component'] === 'pooler');
const pod = (...args: Parameters<typeof pooled>) =>
  pick(pooled(...args).get('Deployment'), 'spec.template.spec') as Record<string, unknown>;
const containers = (...args: Parameters<typeof pooled>) => pod(...args)['containers'] as Record<string, unknown>[];
const file = (name: string, ...args: Parameters<typeof pooled>) =>
  (pick(pooled(...args).get('ConfigMap', NAME), 'data') as Record<string, string>)[name] ?? '';
/** What a file of PgBouncer says of one setting. */
const setting = (key: string, text: string) => new RegExp(`^${key} = (.*)$`, 'm').exec(text)?.[1];

test('a pooler is seven objects', () => {
  expect(own({ pooler: {} }).map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
    'ServiceAccount shop-pooler',
    'ConfigMap shop-pooler',
    'Service shop-pooler',
    'Service shop-pooler-replicas',
    'Service shop-pooler-pods',
    'Deployment shop-pooler',
    'PodDisruptionBudget shop-pooler',
  ]);
});
test.each<[string, Given]>([
  ['when it is off', { pooler: { enabled: false } }],
  [
    'before a database elsewhere',
    { pooler: {}, postgres: { mode: 'external', external: { host: 'db' }, existingSecret: 'mine' } },
  ],
])('it is none %s', (_, given) => {
  expect(own(given)).toEqual([]);
});

describe('the two of a pod', () => {
  test('lead to the primary and to the replicas', () => {
    expect(file('pgbouncer.ini')).toContain('app = host=shop-postgres port=5432 ');
    expect(file('pgbouncer-replicas.ini')).toContain('app = host=shop-postgres-replicas port=5432 ');
  });
  test('both lead to the primary where there is no replica', () => {
    const single = { replicas: 1, durability: 'async-fast' } as const;
    expect(file('pgbouncer-replicas.ini', {}, single)).toContain('app = host=shop-postgres port=5432 ');
  });
  test('each read a file of their own, and listen where it says', () => {
    for (const container of containers()) {
      const [path = ''] = container['args'] as string[];
      const port = setting('listen_port', file(path.split('/').at(-1) ?? ''));
      expect(String(pick(container, 'ports.0.containerPort'))).toBe(port);
      for (const probe of ['startupProbe', 'readinessProbe', 'livenessProbe']) {
        expect(pick(container, `${probe}.tcpSocket.port`)).toBe(pick(container, 'ports.0.name'));
      }
    }
    expect(containers().map(({ args }) => args)).toEqual([
      ['/etc/scaleout/pgbouncer/pgbouncer.ini'],
      ['/etc/scaleout/pgbouncer/pgbouncer-replicas.ini'],
    ]);
  });
  test('are restricted', () => {
    expect(pod()).toMatchObject({
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      automountServiceAccountToken: false,
      serviceAccountName: NAME,
    });
    expect(containers()).toHaveLength(2);
    for (const { securityContext } of containers()) {
      expect(securityContext).toEqual({
        readOnlyRootFilesystem: true,
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
      });
    }
  });
  test('see one password, as a file, and write into memory alone, each for itself', () => {
    expect(JSON.stringify(pod()).match(/[a-z]+-password(?=")/g)).toEqual(['pooler-password', 'pooler-password']);
    expect(JSON.stringify(pod())).not.toContain('secretKeyRef');
    const writable = containers().map(({ volumeMounts }) =>
      (volumeMounts as { name: string; readOnly?: boolean }[]).filter(({ readOnly }) => readOnly !== true),
    );
    expect(writable.map((mounts) => mounts.map(({ name }) => name))).toEqual([['run-pooler'], ['run-replicas']]);
    for (const [{ name } = { name: '' }] of writable) {
      const volumes = pod()['volumes'] as { name: string }[];
      expect(volumes.find((volume) => volume.name === name)).toMatchObject({ emptyDir: { medium: 'Memory' } });
    }
  });
  test('have the certificate with TLS, and only then', () => {
    const tls = { enabled: true, existingSecret: 'cert' };
    for (const container of containers({}, { tls })) {
      expect(container['volumeMounts']).toContainEqual({ name: 'tls', mountPath: '/etc/scaleout/tls', readOnly: true });
    }
    expect(JSON.stringify(pod())).not.toContain('"tls"');
  });
});

describe('Services', () => {
  const { get } = pooled();
  const labels = pick(get('Deployment'), 'spec.template.metadata.labels');
  test.each([
    [NAME, 'pooler'],
    [`${NAME}-replicas`, 'replicas'],
    [`${NAME}-pods`, 'pooler'],
  ])('%s leads to the port %s of the pods', (name, targetPort) => {
    expect(pick(get('Service', name), 'spec.ports')).toMatchObject([{ port: 6432, targetPort }]);
    expect(labels).toMatchObject(pick(get('Service', name), 'spec.selector') as object);
  });
  test('those of clients lead to ready pods; the primary tells also those that are leaving', () => {
    for (const name of [NAME, `${NAME}-replicas`]) {
      expect(pick(get('Service', name), 'spec')).not.toHaveProperty('publishNotReadyAddresses');
      expect(pick(get('Service', name), 'spec')).not.toHaveProperty('clusterIP');
    }
    expect(pick(get('Service', `${NAME}-pods`), 'spec')).toMatchObject({
      clusterIP: 'None',
      publishNotReadyAddresses: true,
    });
  });
  test('select the pooler and not the database', () => {
    const member = pick(get('StatefulSet'), 'spec.template.metadata.labels');
    expect(member).not.toMatchObject(pick(get('Service', NAME), 'spec.selector') as object);
  });
});

describe('connections', () => {
  const size = (...args: Parameters<typeof pooled>) =>
    Number(setting('max_db_connections', file('pgbouncer.ini', ...args)));
  const hundred = { maxConnections: 100, reservedConnections: 10 };
  test('that are free are shared among all pods, those of a roll-out too', () => {
    expect(size({ replicas: 2 }, hundred)).toBe(22);
    expect(size({ replicas: 5 }, hundred)).toBe(9);
  });
  test.each([1, 2, 3, 7, 20, 45])('of %i poolers and their successors always fit', (replicas) => {
    expect(size({ replicas }, hundred) * replicas * 2).toBeLessThanOrEqual(90);
  });
  test('that are given stand', () => {
    expect(size({ serverConnections: 13 }, hundred)).toBe(13);
  });
});

describe('a roll-out', () => {
  test('takes no pod away before its successor is ready', () => {
    expect(pick(pooled({ replicas: 4 }).get('Deployment'), 'spec')).toMatchObject({
      replicas: 4,
      strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
    });
  });
  test('leaves pods the time to drain and finish', () => {
    const shutdown = { drainSeconds: 7, finishSeconds: 40 };
    expect(pod({ shutdown })['terminationGracePeriodSeconds']).toBeGreaterThan(47);
    for (const { lifecycle } of containers({ shutdown }))
      expect(lifecycle).toEqual({ preStop: { sleep: { seconds: 7 } } });
  });
  test('does not sleep for no time', () => {
    for (const container of containers({ shutdown: { drainSeconds: 0 } })) {
      expect(container).not.toHaveProperty('lifecycle');
    }
  });
});

test('a drain takes one pod at a time, broken ones at any time', () => {
  const { get } = pooled();
  expect(pick(get('PodDisruptionBudget', NAME), 'spec')).toEqual({
    maxUnavailable: 1,
    unhealthyPodEvictionPolicy: 'AlwaysAllow',
    selector: pick(get('Deployment'), 'spec.selector'),
  });
  expect(pooled({ disruption: { enabled: false } }).get('PodDisruptionBudget', NAME)).toBeUndefined();
});

test('it comes after the database and before the apps', () => {
  const { get } = synth({}, (database, chart) => {
    new Pooler(chart, 'pooler', { database });
    new WebService(chart, 'api', { image: 'shop/api:1' });
  });
  const wave = (kind: string, name: string) => Number(get(kind, name)?.metadata.annotations?.[WAVE_ANNOTATION] ?? 0);
  expect(wave('Deployment', NAME)).toBeGreaterThan(wave('StatefulSet', 'shop-postgres'));
  expect(wave('Deployment', NAME)).toBeLessThan(wave('Deployment', 'shop-api'));
});

test('its values are checked, by the path of the construct', () => {
  expect(codesOf(() => pooled({ replicas: 0 }))).toEqual(['SCALE-VALUES-003']);
  expect(() => pooled({ replicas: 0 })).toThrow('shop/pooler replicas: 0 must be at least 1');
});
