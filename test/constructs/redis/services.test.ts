import type { RedisClusterProps } from '../../../constructs';
import { pick } from '../support';
import { STANDALONE, synth } from './synth';

const spec = (name: string, props?: RedisClusterProps) =>
  pick(synth(props).get('Service', name), 'spec') as Record<string, unknown>;
const podLabels = pick(synth().get('StatefulSet'), 'spec.template.metadata.labels') as Record<string, string>;
const ports = (of: unknown) => (of as { port: number }[]).map(({ port }) => port);

describe('the Service of any node', () => {
  test('has those that are ready, of all shards', () => {
    expect(spec('shop-redis')).toMatchObject({ type: 'ClusterIP' });
    expect(podLabels).toMatchObject(spec('shop-redis')['selector'] as object);
    expect(spec('shop-redis')['selector']).not.toHaveProperty(['scaleout.dev/redis-shard']);
    expect(spec('shop-redis')).not.toHaveProperty('publishNotReadyAddresses');
  });
  test('has the port of clients, and not the bus', () => {
    expect(spec('shop-redis')['ports']).toMatchObject([{ name: 'redis', port: 6379, targetPort: 'redis' }]);
  });
});

describe('the Service of all pods', () => {
  test('names those that are not ready too, as nodes have to find each other first', () => {
    expect(spec('shop-redis-pods')).toMatchObject({ clusterIP: 'None', publishNotReadyAddresses: true });
    expect(podLabels).toMatchObject(spec('shop-redis-pods')['selector'] as object);
  });
  test('has all ports of a node', () => {
    expect(ports(spec('shop-redis-pods')['ports'])).toEqual([6379, 16379, 8181]);
    expect(ports(spec('shop-redis-pods', STANDALONE)['ports'])).toEqual([6379]);
  });
});
