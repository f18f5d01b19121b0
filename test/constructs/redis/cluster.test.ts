import { RedisCluster } from '../../../constructs';
import { WAVE_ANNOTATION, WAVES } from '../../../constructs/waves';
import { codesOf, pick } from '../support';
import { EXISTING, STANDALONE, synth, topologyOf } from './synth';

const names = (props?: Parameters<typeof synth>[0]) =>
  synth(props).objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
const shards = (props?: Parameters<typeof synth>[0]) => synth(props).all('StatefulSet');
const wave = (object?: { metadata: { annotations?: Readonly<Record<string, string>> } }) =>
  Number(object?.metadata.annotations?.[WAVE_ANNOTATION]);

test('a cluster is these objects', () => {
  expect(names()).toEqual([
    'ServiceAccount shop-redis',
    'Role shop-redis',
    'RoleBinding shop-redis',
    'Lease shop-redis',
    'ConfigMap shop-redis',
    'Service shop-redis',
    'Service shop-redis-pods',
    'StatefulSet shop-redis-0',
    'StatefulSet shop-redis-1',
    'StatefulSet shop-redis-2',
    'PodDisruptionBudget shop-redis',
  ]);
});
test('a single node needs no agent, no lock and no rights', () => {
  expect(names(STANDALONE)).toEqual([
    'ServiceAccount shop-redis',
    'ConfigMap shop-redis',
    'Service shop-redis',
    'Service shop-redis-pods',
    'StatefulSet shop-redis',
  ]);
});
test('a cache that is there already is no object', () => {
  expect(names(EXISTING)).toEqual([]);
});
test('two caches in one chart share no name and no pod', () => {
  const { objects } = synth({}, (_, chart) => new RedisCluster(chart, 'sessions'));
  const all = objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
  expect(new Set(all).size).toBe(all.length);
  const selectors = objects
    .filter(({ kind }) => kind === 'StatefulSet')
    .map((object) => JSON.stringify(pick(object, 'spec.selector')));
  expect(new Set(selectors).size).toBe(6);
});

describe('shards', () => {
  test('are a StatefulSet each, of a master and its replicas', () => {
    const all = shards({ shards: 5, replicasPerShard: 2 });
    expect(all.map(({ metadata }) => metadata.name)).toEqual(
      ['0', '1', '2', '3', '4'].map((shard) => `shop-redis-${shard}`),
    );
    expect(new Set(all.map((object) => pick(object, 'spec.replicas')))).toEqual(new Set([3]));
  });
  test('select their own pods alone', () => {
    for (const [i, shard] of shards().entries()) {
      const selector = pick(shard, 'spec.selector.matchLabels');
      expect(selector).toMatchObject({ 'scaleout.dev/redis-shard': String(i) });
      expect(pick(shard, 'spec.template.metadata.labels')).toMatchObject(selector as object);
    }
  });
  test('start together, so that nobody waits for somebody who cannot', () => {
    for (const shard of shards()) expect(pick(shard, 'spec.podManagementPolicy')).toBe('Parallel');
  });
  test('get their names from the Service of all pods', () => {
    for (const shard of [...shards(), ...shards(STANDALONE)])
      expect(pick(shard, 'spec.serviceName')).toBe('shop-redis-pods');
  });
  test('are three at least, as fewer masters could not agree, and sixteen at most', () => {
    expect(codesOf(() => synth({ shards: 2 }))).toEqual(['SCALE-VALUES-003']);
    expect(codesOf(() => synth({ shards: 17 }))).toEqual(['SCALE-VALUES-003']);
    expect(shards({ shards: 16 })).toHaveLength(16);
  });
  test('stay when they leave the manifests, above the third: their agents remove them when they are empty', () => {
    const kept = {
      'helm.sh/resource-policy': 'keep',
      'argocd.argoproj.io/sync-options': 'Prune=false',
      'argocd.argoproj.io/compare-options': 'IgnoreExtraneous',
    };
    const [first, second, third, ...others] = shards({ shards: 5 });
    for (const shard of others) expect(shard.metadata.annotations).toMatchObject(kept);
    for (const shard of [first, second, third])
      expect(Object.keys(shard?.metadata.annotations ?? {})).not.toContain('helm.sh/resource-policy');
  });
  test('say what they were made with', () => {
    const [shard] = shards({ storage: { size: '30Gi' }, flavour: 'valkey' });
    expect(shard?.metadata.annotations).toMatchObject({
      'scaleout.dev/storage-size': '30Gi',
      'scaleout.dev/claims': '30720Mi of the default class, ReadWriteOnce',
      'scaleout.dev/redis-flavour': 'valkey',
      'scaleout.dev/tls': 'false',
    });
  });
});

describe('another number of shards or replicas', () => {
  test('reaches the agents through a file', () => {
    expect(topologyOf({ shards: 5, replicasPerShard: 2 })).toEqual({ shards: 5, replicasPerShard: 2, act: true });
    expect(topologyOf()).toEqual({ shards: 3, replicasPerShard: 1, act: true });
    expect(topologyOf({ agent: { act: false } })).toMatchObject({ act: false });
  });
  test('replaces no pod', () => {
    const template = (props?: Parameters<typeof synth>[0]) => pick(shards(props)[0], 'spec.template');
    expect(template({ shards: 7, replicasPerShard: 3 })).toEqual(template());
  });
});

describe('volumes', () => {
  const claims = (props?: Parameters<typeof synth>[0]) => pick(shards(props)[0], 'spec.volumeClaimTemplates');
  test('stay when nodes, shards or the stack are gone', () => {
    for (const shard of [...shards(), ...shards(STANDALONE)]) {
      expect(pick(shard, 'spec.persistentVolumeClaimRetentionPolicy')).toEqual({
        whenDeleted: 'Retain',
        whenScaled: 'Retain',
      });
    }
  });
  test('are as the values say', () => {
    const storage = { size: '30Gi', storageClassName: 'fast', accessMode: 'ReadWriteOncePod' } as const;
    expect(claims({ storage })).toMatchObject([
      {
        metadata: { name: 'data' },
        spec: {
          storageClassName: 'fast',
          accessModes: ['ReadWriteOncePod'],
          resources: { requests: { storage: '30Gi' } },
        },
      },
    ]);
    expect(pick(claims(), '0.spec')).not.toHaveProperty('storageClassName');
  });
  test('of a cluster are none of a single node, whose data is another', () => {
    const [single] = shards(STANDALONE);
    expect(shards().map(({ metadata }) => metadata.name)).not.toContain(single?.metadata.name);
  });
});

describe('rights', () => {
  const { get } = synth({ shards: 16 });
  test('are to hold one lock, and to remove shards above the third by name', () => {
    const shardNames = Array.from({ length: 13 }, (_, i) => `shop-redis-${i + 3}`);
    expect(pick(get('Role'), 'rules')).toEqual([
      {
        apiGroups: ['coordination.k8s.io'],
        resources: ['leases'],
        resourceNames: ['shop-redis'],
        verbs: ['get', 'update'],
      },
      { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['create'] },
      { apiGroups: [''], resources: ['configmaps'], resourceNames: ['shop-redis'], verbs: ['get'] },
      { apiGroups: ['apps'], resources: ['statefulsets'], resourceNames: shardNames, verbs: ['delete'] },
    ]);
  });
  test('do not depend on how many shards there are: those that leave have to be removed', () => {
    expect(pick(synth().get('Role'), 'rules')).toEqual(pick(get('Role'), 'rules'));
  });
  test('are those of the pods alone, and in the namespace', () => {
    expect(get('RoleBinding')).toMatchObject({
      roleRef: { kind: 'Role', name: 'shop-redis' },
      subjects: [{ kind: 'ServiceAccount', name: 'shop-redis' }],
    });
    expect(names().filter((name) => name.startsWith('Cluster'))).toEqual([]);
  });
  test('the lock is there before anybody needs it, and no apply takes it from who holds it', () => {
    const lease = get('Lease');
    expect(lease).not.toHaveProperty('spec');
    expect(wave(lease)).toBeLessThan(wave(get('StatefulSet')));
  });
});

test('the cache is there before the apps, and what it needs before the cache', () => {
  const { get } = synth();
  expect(wave(get('StatefulSet'))).toBeLessThan(WAVES.Deployment);
  for (const kind of ['ServiceAccount', 'ConfigMap', 'Role'])
    expect(wave(get(kind))).toBeLessThan(wave(get('StatefulSet')));
});

describe('a drain', () => {
  test('takes one node at a time, of all shards together, and none while another is away', () => {
    const { get } = synth();
    expect(pick(get('PodDisruptionBudget'), 'spec')).toMatchObject({
      maxUnavailable: 1,
      unhealthyPodEvictionPolicy: 'IfHealthyBudget',
    });
    const selector = pick(get('PodDisruptionBudget'), 'spec.selector.matchLabels');
    for (const shard of shards())
      expect(pick(shard, 'spec.template.metadata.labels')).toMatchObject(selector as object);
    expect(selector).not.toHaveProperty(['scaleout.dev/redis-shard']);
  });
  test('may take what it likes when that is asked for, and a single node always', () => {
    expect(names({ disruption: { enabled: false } })).not.toContain('PodDisruptionBudget shop-redis');
    expect(names(STANDALONE)).not.toContain('PodDisruptionBudget shop-redis');
  });
});

test('annotations of the values are on Services and ServiceAccount', () => {
  const annotations = { team: 'data' };
  const { all } = synth({ service: { annotations }, serviceAccount: { annotations } });
  for (const object of [...all('Service'), ...all('ServiceAccount')])
    expect(object.metadata.annotations).toMatchObject(annotations);
});
