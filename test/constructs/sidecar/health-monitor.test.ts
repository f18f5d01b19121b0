import { pick } from '../support';
import { synth } from './synth';

test('the databases are looked at as a whole once for the stack', () => {
  const { get, configurationOf } = synth();
  expect(pick(get('Deployment', 'shop-monitoring'), 'spec.replicas')).toBe(1);
  expect(configurationOf('shop-monitoring')).toMatchObject({
    replication: {
      members: [0, 1, 2].map((i) => `shop-postgres-${i}.shop-postgres-pods`),
      user: 'monitor',
      name: 'app',
      port: 5432,
    },
    pooler: { host: 'shop-pooler-pods', port: 6432, user: 'monitor' },
    redis: { mode: 'cluster', depth: 'every-node', user: 'monitor', expected: { shards: 3, replicasPerShard: 1 } },
  });
});

test('what is not there is not looked at', () => {
  const { configurationOf, monitor } = synth({
    database: { mode: 'external', external: { host: 'db.example.com' }, existingSecret: 'mine' },
    cache: { mode: 'existing', existing: { nodes: ['c.example.com:6379'] }, existingSecret: 'mine' },
  });
  const { replication, pooler, redis } = configurationOf('shop-monitoring');
  expect([replication, pooler, redis]).toEqual([undefined, undefined, undefined]);
  expect(JSON.stringify(monitor.volumes)).not.toContain('monitor-password');
});

test('a single Redis is one node, of which no cluster is expected', () => {
  const { redis } = synth({ cache: { mode: 'standalone' } }).configurationOf('shop-monitoring');
  expect(redis).toMatchObject({ mode: 'standalone' });
  expect(redis?.expected).toBeUndefined();
});

test('with TLS it holds the certificates against their authorities', () => {
  const { configurationOf } = synth({
    database: { tls: { enabled: true, required: true, existingSecret: 'pg-cert' } },
    cache: { tls: { enabled: true, existingSecret: 'redis-cert' } },
  });
  expect(configurationOf('shop-monitoring')).toMatchObject({
    replication: {
      tls: { caFile: '/etc/scaleout/health-passwords/postgres-ca.crt', serverName: 'shop-postgres' },
    },
    pooler: { tls: { caFile: '/etc/scaleout/health-passwords/postgres-ca.crt', serverName: 'shop-pooler' } },
    redis: { tls: { caFile: '/etc/scaleout/health-passwords/redis-ca.crt' } },
  });
});

test('while TLS is only offered it goes without: not every server has a certificate yet', () => {
  const { replication, pooler } = synth({
    database: { tls: { enabled: true, required: false, existingSecret: 'pg-cert' } },
  }).configurationOf('shop-monitoring');
  expect([replication?.tls, pooler?.tls]).toEqual([undefined, undefined]);
});

test('it has the passwords of who may look, and of nobody else', () => {
  const { monitor } = synth();
  const keys = [...JSON.stringify(monitor.volumes).matchAll(/"key":"([^"]*)"/g)].map(([, key]) => key);
  expect(keys).toEqual(['token', 'monitor-password', 'monitor-password']);
});

test('a Secret of somebody else without its key does not keep it from starting', () => {
  const sources = pick(
    synth().monitor.volumes.find(({ name }) => name === 'health-passwords'),
    'projected.sources',
  ) as { readonly secret: { readonly optional: boolean } }[];
  expect(sources.every(({ secret }) => secret.optional)).toBe(true);
});

test('it is ready when it looks, whatever it sees', () => {
  expect(synth().monitor.containers[0]).toHaveProperty(
    'readinessProbe.httpGet.path',
    '/api/v1/scaling/health/liveness',
  );
});
