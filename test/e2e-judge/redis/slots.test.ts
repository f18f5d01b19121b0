import { canaryOf, keyOf, slotOf, slotOfTag, SLOTS, tagOf } from '../../e2e/redis/load/slots';

const all = Array.from({ length: SLOTS }, (_, slot) => slot);
/** The hash tag in a key, as a server finds it. */
const tagIn = (key: string): string => /\{([^}]+)\}/.exec(key)?.[1] ?? '';

test('tags have the slots that Redis gives to them', () => {
  // From the specification, and `CLUSTER KEYSLOT` of a server.
  expect(slotOfTag('123456789')).toBe(0x31c3 % SLOTS);
  expect([slotOfTag('foo'), slotOfTag('user1000'), slotOfTag('')]).toEqual([12182, 3443, 0]);
});

test('every slot has a tag, and the tag is of the slot', () => {
  expect(all.filter((slot) => slotOfTag(tagOf(slot)) !== slot)).toEqual([]);
  expect(new Set(all.map(tagOf)).size).toBe(SLOTS);
});

test('keys lie in the slot that they are meant for', () => {
  expect(all.filter((slot) => slotOfTag(tagIn(canaryOf(slot))) !== slot)).toEqual([]);
  expect(slotOfTag(tagIn(keyOf('run', 7)))).toBe(slotOf(7));
});

test('keys of another number, or of another run, are others, and none is a canary', () => {
  const keys = [keyOf('a', 1), keyOf('a', 1 + SLOTS), keyOf('b', 1), canaryOf(slotOf(1))];
  expect(new Set(keys).size).toBe(keys.length);
});

test('as many writes as there are slots go to each of them once', () => {
  expect(new Set(all.map(slotOf)).size).toBe(SLOTS);
});

test.each([3, 4, 5, 8, 16])('of %i shards none is left out for more than twice its turn', (shards) => {
  const shardOf = (number: number) => Math.floor((slotOf(number) * shards) / SLOTS);
  const last = Array.from({ length: shards }, () => 0);
  let longest = 0;
  for (let number = 1; number <= 2 * SLOTS; number += 1) {
    const shard = shardOf(number);
    longest = Math.max(longest, number - (last[shard] ?? 0));
    last[shard] = number;
  }
  expect(longest).toBeLessThanOrEqual(2 * shards);
});
