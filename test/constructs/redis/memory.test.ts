import { redisValues, type RedisClusterProps } from '../../../constructs';
import { sizes } from '../../../constructs/redis/memory';
import { resolveProps } from '../../../constructs/values/props';
import { refs } from '../../../constructs/values/refs';
import { valueOf } from '../support';
import { EXISTING, STANDALONE } from './synth';

const SCHEMA = redisValues();
const of = (props: RedisClusterProps) => sizes(resolveProps(SCHEMA, props as never, 'test'), 'redis');
const OFF = { persistence: { rdb: '', aof: false } };
const ONE = { maxMemory: '1000Mi' };

/** In MiB: data, a tenth, a half where something forks, backlog and buffer in a cluster, and 64. */
test.each<[string, RedisClusterProps, number]>([
  ['a node of a cluster', ONE, 1000 + 100 + 500 + 64 + 250 + 64],
  ['one with another backlog', { ...ONE, replication: { backlog: '100Mi' } }, 1000 + 100 + 500 + 100 + 250 + 64],
  ['one that keeps nothing, which is copied all the same', { ...ONE, ...OFF }, 1000 + 100 + 500 + 64 + 250 + 64],
  ['a single node', { ...ONE, ...STANDALONE }, 1000 + 100 + 500 + 64],
  ['a single node that keeps nothing', { ...ONE, ...STANDALONE, ...OFF }, 1000 + 100 + 64],
])('memory that %s needs', (_, props, needed) => {
  expect(valueOf(of(props).neededMemory)).toBe(needed);
});

test.each<[string, RedisClusterProps, number]>([
  ['all', ONE, 5000],
  ['no snapshots', { ...ONE, persistence: { rdb: '' } }, 4000],
  ['no append-only file', { ...ONE, persistence: { aof: false } }, 2000],
  ['nothing, and a copy comes in all the same', { ...ONE, ...OFF }, 1000],
  ['nothing at all', { ...ONE, ...STANDALONE, ...OFF }, 128],
])('room on the volume of a node that keeps %s', (_, props, needed) => {
  expect(valueOf(of(props).neededStorage)).toBe(needed);
});

test('what is computed from values later is what literals come to at once', () => {
  const later = sizes(refs(SCHEMA), 'redis');
  for (const props of [ONE, { ...ONE, ...STANDALONE }, EXISTING, OFF]) {
    const values = resolveProps(SCHEMA, props as never, 'test') as never;
    for (const size of ['data', 'backlog', 'replicaBuffer', 'neededMemory', 'neededStorage'] as const)
      expect(valueOf(later[size], values)).toBe(valueOf(of(props)[size]));
  }
});
