import { fastnext, Stack } from '../../charts';
import { contextOf } from '../../constructs/stack-context';
import { loadValues } from '../../constructs/values/input/load';
import { objectsOf } from '../../packaging';
import { codesOf, pick } from '../constructs/support';

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
