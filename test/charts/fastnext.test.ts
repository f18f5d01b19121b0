import { fastnext, Stack } from '../../charts';
import { contextOf } from '../../constructs/stack-context';
import { loadValues } from '../../constructs/values/input/load';
import { objectsOf, synthesize } from '../../packaging';
import { codesOf, pick, problemsOf } from '../constructs/support';

function build(...sets: string[]) {
  const stack = new Stack(fastnext);
  const { values } = loadValues(fastnext, { sets });
  const charts = objectsOf(stack, { values, release: contextOf(stack).release });
  return charts.flatMap(({ objects }) => objects as unknown as { kind: string; metadata: { name: string } }[]);
}
const find = (objects: ReturnType<typeof build>, kind: string, name: string) =>
  objects.find((object) => object.kind === kind && object.metadata.name === name);

test('it has a backend and a frontend of the numbers of the reference design', () => {
  const objects = build();
  expect(find(objects, 'HorizontalPodAutoscaler', 'fastnext-backend')).toMatchObject({
    spec: { minReplicas: 3, maxReplicas: 20 },
  });
  expect(find(objects, 'HorizontalPodAutoscaler', 'fastnext-frontend')).toMatchObject({
    spec: { minReplicas: 2, maxReplicas: 10 },
  });
  expect(pick(find(objects, 'Service', 'fastnext-backend'), 'spec.ports.0.port')).toBe(8000);
  expect(pick(find(objects, 'Service', 'fastnext-frontend'), 'spec.ports.0.port')).toBe(3000);
});

test('the frontend is told where the backend is, on the port that it has', () => {
  const deployment = find(build('backend.port=9000'), 'Deployment', 'fastnext-frontend');
  expect(pick(deployment, 'spec.template.spec.containers.0.env')).toContainEqual({
    name: 'BACKEND_URL',
    value: 'http://fastnext-backend:9000',
  });
});

describe('the cache', () => {
  const shards = (...sets: string[]) =>
    build(...sets).filter(({ kind, metadata }) => kind === 'StatefulSet' && metadata.name.startsWith('fastnext-redis'));
  test('has six nodes with the memory of the reference design', () => {
    expect(shards().map((shard) => pick(shard, 'spec.replicas'))).toEqual([2, 2, 2]);
    const config = find(build(), 'ConfigMap', 'fastnext-redis');
    expect(JSON.stringify(config)).toContain('maxmemory 2048mb');
  });
  test('has as many shards as the values say', () => {
    expect(shards('redis.shards=5').map(({ metadata }) => metadata.name)).toEqual(
      [0, 1, 2, 3, 4].map((shard) => `fastnext-redis-${shard}`),
    );
    expect(shards('redis.mode=standalone').map(({ metadata }) => metadata.name)).toEqual(['fastnext-redis']);
  });
  test('is known to the backend, and its password too; to nobody else', () => {
    const pod = (name: string) => JSON.stringify(find(build(), 'Deployment', name));
    for (const known of ['REDIS_CLUSTER_NODES', 'fastnext-redis:6379', 'DATABASE_HOST'])
      expect(pod('fastnext-backend')).toContain(known);
    expect(pod('fastnext-frontend')).not.toContain('redis');
  });
  test('sets names of the environment that nobody else may', () => {
    expect(codesOf(() => loadValues(fastnext, { sets: ['backend.config.REDIS_MODE=x'] }))).toEqual([
      'SCALE-VALUES-007',
    ]);
  });
  test('gets its passwords from the same Job as the database', () => {
    const jobs = build().filter(
      ({ kind, metadata }) => kind === 'Job' && metadata.name.startsWith('fastnext-secrets-'),
    );
    expect(jobs).toHaveLength(1);
    expect(JSON.stringify(jobs[0])).toContain('--secret=fastnext-redis:password,agent-password,replication-password');
    expect(JSON.stringify(build('redis.existingSecret=mine'))).not.toContain('--secret=fastnext-redis:');
  });
});

test('it needs no name that is already taken: names do not repeat within a kind', () => {
  const names = build().map(({ kind, metadata }) => `${kind}/${metadata.name}`);
  expect(new Set(names).size).toBe(names.length);
});

test('what is applied first is what others need, and the autoscaler comes last', () => {
  const wave = (kind: string) => {
    const object = build().find((each) => each.kind === kind);
    return Number(
      (pick(object, 'metadata.annotations') as Record<string, string> | undefined)?.['argocd.argoproj.io/sync-wave'] ??
        0,
    );
  };
  expect(wave('ServiceAccount')).toBeLessThan(wave('Deployment'));
  expect(wave('ConfigMap')).toBeLessThan(wave('Deployment'));
  expect(wave('HorizontalPodAutoscaler')).toBeGreaterThan(wave('Deployment'));
});

test('the test of the installation is no part of what is applied', () => {
  expect(build().map(({ kind }) => kind)).not.toContain('Pod');
});

describe('the migration of the backend', () => {
  const COMMAND = 'backend.migration.command={node,/app/server.js,migrate}';
  const job = (...sets: string[]) =>
    build(...sets).find(({ kind, metadata }) => kind === 'Job' && metadata.name.includes('-backend-migration-'));
  const name = (...sets: string[]) => job(COMMAND, ...sets)?.metadata.name;

  test('is none unless there is a command', () => {
    expect(job()).toBeUndefined();
    expect(find(build(), 'ServiceAccount', 'fastnext-backend-migration')).toBeUndefined();
    expect(find(build(), 'NetworkPolicy', 'fastnext-backend-migration')).toBeUndefined();
  });
  test('is that command in the image of the backend, with its environment and its files', () => {
    const objects = build(
      COMMAND,
      'backend.image.tag=9.9.9',
      'backend.extraEnv[0].name=A',
      'backend.extraEnv[0].value=b',
    );
    const one = objects.find(({ kind, metadata }) => kind === 'Job' && metadata.name.includes('migration'));
    const container = 'spec.template.spec.containers.0';
    const app = pick(find(objects, 'Deployment', 'fastnext-backend'), container);
    expect(pick(one, `${container}.command`)).toEqual(['node', '/app/server.js', 'migrate']);
    expect(pick(one, container)).not.toHaveProperty('args');
    for (const same of ['image', 'envFrom', 'volumeMounts', 'securityContext'])
      expect(pick(one, `${container}.${same}`)).toEqual(pick(app, same));
    const [port, ...env] = pick(app, 'env') as { name: string }[];
    expect(port?.name).toBe('PORT');
    expect(pick(one, `${container}.env`)).toEqual(expect.arrayContaining(env));
  });
  test('runs after the databases and before the backend with Argo CD, and ends by a deadline', () => {
    const one = job(COMMAND, 'backend.migration.deadlineSeconds=120');
    expect(pick(one, 'metadata.annotations')).toEqual({
      'argocd.argoproj.io/sync-wave': '-1',
      'argocd.argoproj.io/hook': 'Sync',
      'argocd.argoproj.io/hook-delete-policy': 'BeforeHookCreation',
    });
    expect(pick(one, 'spec.activeDeadlineSeconds')).toBe(120);
  });
  test('is another Job whenever anything is another that it is made from, as a Job cannot be changed', () => {
    const changes = [
      ...[
        'backend.image.tag=v2',
        'backend.config.A=b',
        'backend.security.user=20000',
        'backend.migration.command={other}',
      ],
      ...['postgres.database=other', 'pooler.enabled=false', 'redis.mode=standalone', 'postgres.alternateUser=true'],
    ];
    const names = [name(), ...changes.map((change) => name(change))];
    expect(new Set(names).size).toBe(names.length);
    expect(name()).toBe(name());
  });
  test('reaches the database and the cache, and nothing else but names', () => {
    const policy = find(build(COMMAND), 'NetworkPolicy', 'fastnext-backend-migration');
    const component = 'podSelector.matchLabels';
    const to = (pick(policy, 'spec.egress') as { to: unknown[] }[]).flatMap((rule) => rule.to);
    const reached = to.map(
      (end) => (pick(end, component) as Record<string, string> | undefined)?.['app.kubernetes.io/component'],
    );
    expect(reached.filter((each) => each !== undefined)).toEqual(['pooler', 'redis']);
    expect(pick(policy, 'spec')).not.toHaveProperty('ingress');
  });
  test('counts among the connections that the database has to have', () => {
    const few = ['pooler.enabled=false', 'postgres.maxConnections=20'];
    const told = (...sets: string[]) =>
      problemsOf(() => synthesize(fastnext, { sets: [...few, ...sets] }))
        .map(({ message }) => message)
        .join();
    expect(told(COMMAND)).toContain('backend-migration 1 pods x 1 processes x 1 = 1');
    expect(told()).toContain('backend-migration 0 pods');
  });
});
