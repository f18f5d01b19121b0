import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  CLUSTER_OPTIONS,
  REDIS_VARIABLES,
  redisOptions,
  RedisEnvError,
  STANDALONE_OPTIONS,
  type RedisEnv,
} from '@scaleout/redis-client';
import { REDIS_ENV } from '../../../constructs/redis/client';

const nodes = 'shop-redis:6379';

const errorOf = (env: RedisEnv): RedisEnvError => {
  try {
    redisOptions(env);
  } catch (error) {
    if (error instanceof RedisEnvError) return error;
    throw error;
  }
  throw new Error('the environment was accepted');
};

test('an environment that names no Redis asks for none', () => {
  expect(redisOptions({})).toEqual({ mode: 'none' });
  expect(redisOptions({ REDIS_MODE: 'cluster', REDIS_CLUSTER_NODES: '' })).toEqual({ mode: 'none' });
});

test('the environment of a process is one', () => {
  const env: NodeJS.ProcessEnv = { PATH: '/bin', REDIS_CLUSTER_NODES: nodes };
  expect(redisOptions(env)).toMatchObject({ mode: 'cluster' });
});

test('a cluster is the default, with its recipe', () => {
  expect(redisOptions({ REDIS_CLUSTER_NODES: nodes, REDIS_PASSWORD_FILE: '/secret' })).toEqual({
    mode: 'cluster',
    nodes: [{ host: 'shop-redis', port: 6379 }],
    options: CLUSTER_OPTIONS,
    passwordFile: '/secret',
    caFile: undefined,
  });
});

test('a cluster may have several first nodes, IPv6 among them', () => {
  const env = { REDIS_MODE: 'cluster', REDIS_CLUSTER_NODES: 'a.shop.svc:6379, 10.0.0.1:7000,[fd00::1]:6379' };
  expect(redisOptions(env)).toMatchObject({
    nodes: [
      { host: 'a.shop.svc', port: 6379 },
      { host: '10.0.0.1', port: 7000 },
      { host: 'fd00::1', port: 6379 },
    ],
  });
});

test('a standalone Redis is one node, which the client comes back to for ever', () => {
  const settings = redisOptions({ REDIS_MODE: 'standalone', REDIS_CLUSTER_NODES: nodes });
  expect(settings).toMatchObject({ mode: 'standalone', options: { host: 'shop-redis', port: 6379 } });
  expect(STANDALONE_OPTIONS.maxRetriesPerRequest).toBeNull();
  expect([1, 5, 20, 1000].map(STANDALONE_OPTIONS.retryStrategy)).toEqual([100, 500, 2000, 2000]);
});

test('a node of a cluster is not tried again by itself: it would stay in the pool when all addresses have changed', () => {
  expect(redisOptions({ REDIS_CLUSTER_NODES: nodes })).not.toHaveProperty('options.clusterNodeRetryStrategy');
});

test('a command is not given up for the number of its attempts before its time is over', () => {
  const { maxRedirections, retryDelayOnFailover, redisOptions: each } = CLUSTER_OPTIONS;
  expect((maxRedirections / 2) * retryDelayOnFailover).toBeGreaterThan(each.commandTimeout);
});

test('with TLS the nodes are called by their names, as those are in their certificates', () => {
  const settings = redisOptions({ REDIS_CLUSTER_NODES: nodes, REDIS_TLS_CA_FILE: '/ca.crt' });
  if (settings.mode !== 'cluster') throw new Error('a cluster was asked for');
  const called = jest.fn();
  settings.options.dnsLookup?.('shop-redis', called);
  expect(called).toHaveBeenCalledWith(null, 'shop-redis');
  expect(settings.caFile).toBe('/ca.crt');
});

test.each(['cluster', 'standalone'])('blocking commands of a %s are not cut', (REDIS_MODE) => {
  const settings = redisOptions({ REDIS_MODE, REDIS_CLUSTER_NODES: nodes }, { blocking: true });
  if (settings.mode === 'none') throw new Error('there is one');
  const each = settings.mode === 'cluster' ? settings.options.redisOptions : settings.options;
  expect(each).toMatchObject({
    connectTimeout: STANDALONE_OPTIONS.connectTimeout,
    socketTimeout: undefined,
    commandTimeout: undefined,
  });
});

test('one error names each wrong variable, its value and its rule', () => {
  const { message, code, remedy, problems } = errorOf({ REDIS_MODE: 'sentinel', REDIS_CLUSTER_NODES: 'shop-redis' });
  expect(message).toBe(
    [
      'the environment names no usable Redis:',
      `  REDIS_MODE ("sentinel") must be 'cluster' or 'standalone'`,
      '  REDIS_CLUSTER_NODES ("shop-redis") must be host:port, or several of them separated by commas',
    ].join('\n'),
  );
  expect([code, problems.length]).toEqual(['SCALE-CLIENT-001', 2]);
  expect(remedy).toContain('Connect the service to Redis');
});

test.each([
  'shop-redis',
  ':6379',
  'shop-redis:',
  'shop-redis:0',
  'shop-redis:65536',
  'shop-redis:6379,',
  'fd00::1:6379',
  '[10.0.0.1]:6379',
  'redis://shop-redis:6379',
  'a b:6379',
])('%j names no nodes', (list) => {
  expect(errorOf({ REDIS_CLUSTER_NODES: list }).problems).toMatchObject([{ variable: 'REDIS_CLUSTER_NODES' }]);
});

test('a standalone Redis has one address', () => {
  const { message } = errorOf({ REDIS_MODE: 'standalone', REDIS_CLUSTER_NODES: 'a:1,b:2' });
  expect(message).toContain("must be one host:port, as REDIS_MODE is 'standalone'");
});

test('a password in an address does not appear in the error', () => {
  const { message } = errorOf({ REDIS_CLUSTER_NODES: 'redis://default:hunter2@shop-redis:6379' });
  expect(message).toContain('…@shop-redis');
  expect(message).not.toContain('hunter2');
});

test('what is read is what a connection gives', () => {
  expect(REDIS_VARIABLES).toEqual(REDIS_ENV);
});

test('the helper needs ioredis and Node, and nothing else: it is part of the library', () => {
  const folder = resolve(__dirname, '../../../services/redis-client/src');
  const sources = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
  const imported = sources.flatMap((source) => [...source.matchAll(/ from '([^.'][^']*)';/g)].map(([, name]) => name));
  expect([...new Set(imported)].sort()).toEqual(['ioredis', 'node:fs', 'node:net']);
});
