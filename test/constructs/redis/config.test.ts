import type { RedisClusterProps } from '../../../constructs';
import { codesOf } from '../support';
import { configOf, EXISTING, settings, STANDALONE, synth, TLS } from './synth';

describe('memory', () => {
  test.each([
    ['2Gi', '2048mb'],
    ['300Mi', '300mb'],
    ['1G', '953mb'],
  ])('of %s is %s: whole, rounded down', (maxMemory, maxmemory) => {
    expect(settings({ maxMemory })).toMatchObject({ maxmemory });
  });
  test('that is full evicts by the policy of the values', () => {
    expect(settings()).toMatchObject({ 'maxmemory-policy': 'allkeys-lru' });
    expect(settings({ maxMemoryPolicy: 'noeviction' })).toMatchObject({ 'maxmemory-policy': 'noeviction' });
  });
  test('that is fragmented is no matter of the file: a server built without it would not start', () => {
    expect(configOf({ activeDefrag: true })).not.toContain('defrag');
  });
});

describe('a cluster', () => {
  test('goes on without a shard, and lets any replica take over', () => {
    expect(settings({ failover: { nodeTimeoutMilliseconds: 3000 } })).toMatchObject({
      'cluster-enabled': 'yes',
      'cluster-node-timeout': '3000',
      'cluster-require-full-coverage': 'no',
      'cluster-replica-validity-factor': '0',
      'cluster-allow-replica-migration': 'no',
      'cluster-allow-reads-when-down': 'no',
    });
  });
  test('sends clients to addresses, and to names where certificates are checked', () => {
    expect(settings()).toMatchObject({ 'cluster-preferred-endpoint-type': 'ip' });
    const tls = { enabled: true, existingSecret: 'tls' };
    expect(settings({ tls })).toMatchObject({ 'cluster-preferred-endpoint-type': 'hostname' });
  });
  test('is none for a single node', () => {
    expect(Object.keys(settings(STANDALONE)).filter((name) => name.startsWith('cluster'))).toEqual([]);
  });
  test('that is elsewhere has no configuration here', () => {
    expect(synth(EXISTING).get('ConfigMap')).toBeUndefined();
  });
});

describe('persistence', () => {
  test('is snapshots and an append-only file, by the numbers of the reference design', () => {
    expect(settings()).toMatchObject({ save: '900 1 300 10 60 10000', appendonly: 'yes', appendfsync: 'everysec' });
  });
  test('can be turned off, each by itself', () => {
    expect(settings({ persistence: { rdb: '' } })).toMatchObject({ save: '""', appendonly: 'yes' });
    expect(settings({ persistence: { aof: false } })).toMatchObject({
      save: '900 1 300 10 60 10000',
      appendonly: 'no',
    });
    expect(settings({ persistence: { fsync: 'never' } })).toMatchObject({ appendfsync: 'no' });
  });
  test.each(['1', '60 0', '60 1 ', '60 1 300', 'x 1', '60  1'])('%j is no point of time for a snapshot', (rdb) => {
    expect(codesOf(() => synth({ persistence: { rdb } }))).toEqual(['SCALE-VALUES-004']);
  });
  test.each<[string, RedisClusterProps['persistence'], string]>([
    ['nothing where all is in the append-only file', {}, 'nosave'],
    ['a snapshot where there is nothing else', { aof: false }, 'default'],
    ['nothing where nothing is kept', { aof: false, rdb: '' }, 'nosave'],
  ])('at its stop a node writes %s', (_, persistence, how) => {
    expect(settings({ persistence })).toMatchObject({ 'shutdown-on-sigterm': how });
  });
  test('is on the volume', () => {
    expect(settings()).toMatchObject({ dir: '/data' });
  });
});

describe('replication', () => {
  test('starts at once, with a backlog of the values', () => {
    expect(settings({ replication: { backlog: '32Mi' } })).toMatchObject({
      'repl-diskless-sync-delay': '0',
      'repl-backlog-size': '32mb',
      'min-replicas-to-write': '0',
    });
  });
  test.each([
    ['2Gi', '64Mi', '256mb 128mb 60'],
    ['512Mi', '64Mi', '128mb 64mb 60'],
    ['64Mi', '16Mi', '32mb 16mb 60'],
    ['2Gi', '300Mi', '300mb 150mb 60'],
  ])('with %s of data and a backlog of %s, what waits for a replica is limited to %s', (maxMemory, backlog, limit) => {
    expect(settings({ maxMemory, replication: { backlog } })).toMatchObject({
      'client-output-buffer-limit': `replica ${limit}`,
    });
  });
});

describe('users and passwords', () => {
  test('are read from files that are made where the node runs, and stand nowhere here', () => {
    expect(settings()).toMatchObject({
      aclfile: '/run/redis/users.acl',
      include: '/run/redis/secrets.conf',
      unixsocket: '/run/redis/redis.sock',
    });
    expect(configOf()).not.toMatch(/requirepass|masterauth/);
  });
  test('what is included comes first, so that nothing of it goes over what stands here', () => {
    expect(configOf().split('\n')[0]).toMatch(/^include /);
  });
});

describe('TLS', () => {
  test('closes the port without it, and covers clients, replicas and the bus', () => {
    expect(settings(TLS)).toMatchObject({
      port: '0',
      'tls-port': '6379',
      'tls-replication': 'yes',
      'tls-cluster': 'yes',
      'tls-cert-file': '/etc/scaleout/tls/tls.crt',
      'tls-key-file': '/etc/scaleout/tls/tls.key',
      'tls-ca-cert-file': '/etc/scaleout/tls/ca.crt',
    });
  });
  test('asks clients for their password and no certificate', () => {
    expect(settings(TLS)).toMatchObject({ 'tls-auth-clients': 'no' });
  });
  test('is not mentioned where there is none', () => {
    expect(settings()).toMatchObject({ port: '6379' });
    expect(configOf()).not.toContain('tls');
  });
});

describe('settings of your own', () => {
  test('come last, in the order of their names', () => {
    const config = configOf({ parameters: { 'slowlog-max-len': '256', hz: '20', 'notify-keyspace-events': 'KEA' } });
    expect(config.split('\n').slice(-3)).toEqual(['hz 20', 'notify-keyspace-events KEA', 'slowlog-max-len 256']);
  });
  test.each([
    'port',
    'maxmemory',
    'cluster-enabled',
    'cluster-announce-ip',
    'appendonly',
    'requirepass',
    'user',
    'loadmodule',
    'include',
    'replica-priority',
    'tls-port',
    'enable-debug-command',
  ])('%s is the construct’s own and refused', (name) => {
    expect(codesOf(() => synth({ parameters: { [name]: '1' } }))).toEqual(['SCALE-VALUES-007']);
  });
  test.each(['"', "it's", 'a\nuser x on', '#', '', ' 1', '{{ x }}', 'a\\'])(
    'the value %j, which may break the line, is refused',
    (value) => {
      expect(codesOf(() => synth({ parameters: { 'slowlog-max-len': value } }))).toEqual(['SCALE-VALUES-004']);
    },
  );
});

test('both flavours read the same file', () => {
  expect(configOf({ flavour: 'valkey' })).toBe(configOf());
});
test('no setting is there twice, but that of your own', () => {
  for (const props of [{}, STANDALONE, TLS]) {
    const names = configOf(props)
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => line.split(' ')[0]);
    expect(new Set(names).size).toBe(names.length);
  }
});
