import { podsOf, prefixOf, shardOf } from '../../e2e/redis/judge/places';

test('a pod is in the shard that its name says', () => {
  expect(shardOf('fastnext-redis-11-0', 'fastnext-redis')).toBe(11);
  expect(prefixOf('fastnext-redis-11-0')).toBe('fastnext-redis');
});

test('a pod of another cluster is in none, even if one name begins like the other', () => {
  expect(shardOf('second-fastnext-redis-1-0', 'fastnext-redis')).toBeUndefined();
  expect(shardOf('fastnext-redis-1-0', 'fastnext')).toBeUndefined();
  expect(shardOf('fastnext-redis-x', 'fastnext-redis')).toBeUndefined();
});

test('the pods of a shape are all of each shard', () => {
  expect(podsOf({ prefix: 'k', shards: 2, replicasPerShard: 1 })).toEqual(['k-0-0', 'k-0-1', 'k-1-0', 'k-1-1']);
});
