import type { RedisClusterProps } from '../../../constructs';
import { pick } from '../support';
import { podOf, STANDALONE } from './synth';

describe('spread', () => {
  const affinity = (props?: RedisClusterProps) =>
    pick(podOf(props), 'affinity.podAntiAffinity') as Record<string, unknown[]>;
  test('a shard is on several Kubernetes nodes, and zones: by preference', () => {
    const { preferredDuringSchedulingIgnoredDuringExecution: wishes = [], ...strict } = affinity();
    expect(strict).toEqual({});
    expect(wishes.map((wish) => pick(wish, 'podAffinityTerm.topologyKey'))).toEqual([
      'kubernetes.io/hostname',
      'topology.kubernetes.io/zone',
    ]);
  });
  test('or strictly on several Kubernetes nodes', () => {
    const { requiredDuringSchedulingIgnoredDuringExecution: strict = [], ...wishes } = affinity({
      spread: { nodes: 'required' },
    });
    expect(strict).toMatchObject([{ topologyKey: 'kubernetes.io/hostname' }]);
    expect(Object.values(wishes)).toMatchObject([
      [{ podAffinityTerm: { topologyKey: 'topology.kubernetes.io/zone' } }],
    ]);
  });
  test('is about the pods of the same shard, not about all', () => {
    for (const props of [{}, { spread: { nodes: 'required' } } as const]) {
      const selectors = JSON.stringify(affinity(props)).match(/"scaleout.dev\/redis-shard":"0"/g);
      expect(selectors).toHaveLength(2);
    }
  });
  test('all shards are over zones as the values say, and their first pods, the first masters, over nodes', () => {
    const constraints = pick(podOf({ spread: { zones: 'DoNotSchedule' } }), 'topologySpreadConstraints') as object[];
    expect(constraints).toMatchObject([
      { topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'DoNotSchedule' },
      {
        topologyKey: 'kubernetes.io/hostname',
        whenUnsatisfiable: 'ScheduleAnyway',
        matchLabelKeys: ['apps.kubernetes.io/pod-index'],
      },
    ]);
    expect(JSON.stringify(constraints)).not.toContain('redis-shard');
  });
  test('no two constraints are of the same key and strictness, which Kubernetes refuses', () => {
    for (const zones of ['ScheduleAnyway', 'DoNotSchedule'] as const) {
      const constraints = pick(podOf({ spread: { zones } }), 'topologySpreadConstraints') as object[];
      const keys = constraints.map(
        (of) => `${String(pick(of, 'topologyKey'))} ${String(pick(of, 'whenUnsatisfiable'))}`,
      );
      expect(new Set(keys).size).toBe(keys.length);
    }
  });
  test('of a single node is none', () => {
    expect(podOf(STANDALONE)).not.toHaveProperty('affinity');
    expect(podOf(STANDALONE)).not.toHaveProperty('topologySpreadConstraints');
  });
});
