import { join } from 'node:path';
import { z } from 'zod';
import { defineStack, globalValues, Stack } from '../../../charts';
import { RedisCluster, redisValues, taskValues, WebService, webServiceValues } from '../../../constructs';
import { LEAST_SHARDS, MOST_SHARDS } from '../../../constructs/redis/names';
import { helmFiles, objectsOf } from '../../../packaging';
import { HELM_VERSIONS } from '../../helm/binaries';
import { scratchFolder } from '../../helm/scratch';
import { helmTemplate } from '../../helm/template';
import { pick, RELEASE } from '../support';
import { synth } from './synth';

const definition = defineStack({
  ...{ name: 'shop', description: 'A shop', keywords: [], presets: {} },
  schema: z.strictObject({
    ...globalValues(),
    redis: redisValues(),
    tasks: taskValues(),
    api: webServiceValues('API.'),
  }),
  build: (of, { api, redis, tasks }) => {
    const cache = new RedisCluster(of.chart('redis'), 'redis', { ...redis, tasks });
    new WebService(of.chart('api'), 'api', api).connect(cache);
  },
});
const stack = new Stack(definition);
const chart = join(scratchFolder(helmFiles(stack)), 'helm/shop');
interface KubernetesObject {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly annotations?: Readonly<Record<string, string>> };
}
const isHook = ({ metadata }: KubernetesObject) => metadata.annotations?.['helm.sh/hook'] !== undefined;

describe.each(HELM_VERSIONS)('before the stack is uninstalled, %s', (version) => {
  const rendered = async (values = {}) => {
    const result = await helmTemplate(version, chart, { name: 'x', namespace: 'prod' }, values);
    if (!result.ok) throw new Error(result.stderr);
    return result.objects as unknown as readonly KubernetesObject[];
  };
  const hooks = async (values?: object) => (await rendered(values)).filter(isHook);
  test('has a Job remove just the shards that it keeps otherwise', async () => {
    const job = (await hooks()).find(({ kind }) => kind === 'Job');
    expect(pick(job, 'spec.template.spec.containers.0.args')).toEqual([
      'remove-shards',
      ...['--name', 'x-shop-redis', '--from', String(LEAST_SHARDS), '--below', String(MOST_SHARDS)],
    ]);
    const kept = (await rendered({ redis: { shards: MOST_SHARDS } }))
      .filter(({ metadata }) => metadata.annotations?.['helm.sh/resource-policy'] === 'keep')
      .map(({ metadata }) => metadata.name);
    const role = (await hooks()).find(({ kind }) => kind === 'Role');
    expect(pick(role, 'rules')).toEqual([
      { apiGroups: ['apps'], resources: ['statefulsets'], resourceNames: kept, verbs: ['delete'] },
    ]);
  });
  test('gives it its rights first, and for that time alone', async () => {
    const all = await hooks();
    expect(all.map(({ kind }) => kind).sort()).toEqual(['Job', 'Role', 'RoleBinding', 'ServiceAccount']);
    for (const { kind, metadata } of all) {
      expect(metadata.annotations).toMatchObject({
        'helm.sh/hook': 'pre-delete',
        'helm.sh/hook-weight': kind === 'Job' ? '0' : '-1',
        'helm.sh/hook-delete-policy': 'before-hook-creation,hook-succeeded',
      });
    }
  });
  test('does nothing of the kind where there is no cluster', async () => {
    expect(await hooks({ redis: { mode: 'standalone' } })).toEqual([]);
  });
});

test('Argo CD never runs it, as it would some hooks of Helm', async () => {
  const result = await helmTemplate('helm4', chart, { name: 'x', namespace: 'prod' });
  const hooks = result.ok ? (result.objects as unknown as readonly KubernetesObject[]).filter(isHook) : [];
  expect(hooks).toHaveLength(4);
  for (const { metadata } of hooks) expect(metadata.annotations?.['argocd.argoproj.io/hook']).toBe('Skip');
});
test('kubectl apply never runs it, nor gets its identity', () => {
  const scope = { values: definition.schema.parse({}) as never, release: RELEASE };
  const text = JSON.stringify(objectsOf(stack, scope));
  expect(text).toContain('"StatefulSet"');
  expect(text).not.toContain('remove-shards');
});
test('nor does a plain cdk8s app', () => {
  expect(JSON.stringify(synth().objects)).not.toContain('remove-shards');
});
