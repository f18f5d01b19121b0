import fc from 'fast-check';
import { lackOf, leastCrowd, linksLack, slotsLack, spreadLack } from '../../e2e/redis/judge/whole';
import type { NodeSight, Sighting } from '../../e2e/redis/load/report';
import { master, PLACEMENT, RANGES, sighting, takenOver, WANTED } from './cluster';

const lack = (seen: Sighting | undefined) => lackOf(seen, WANTED, PLACEMENT);

test('a cluster in which nothing is missing lacks nothing', () => {
  expect(lack(sighting())).toBeUndefined();
});

test('as long as nobody has looked, nothing is known', () => {
  expect(lack(undefined)).toBe('nobody has looked yet');
});

test.each<[string, Readonly<Record<string, Partial<NodeSight> | undefined>>, string]>([
  ['a master that does not answer', { 'k-1-0': undefined }, '5462 slots without a master'],
  ['a node that takes a master to be lost', { 'k-2-1': { lacking: 5461 } }, 'k-2-1 misses 5461 slots'],
  ['a node that has other owners in mind', { 'k-2-1': { owners: 'x' } }, 'k-2-1 knows other owners'],
  ['slots that their owner gave up', { 'k-0-0': { slots: '1-5460' } }, '1 slots without a master'],
])('slots are not covered: %s', (_, changes, words) => {
  expect(slotsLack(sighting(0, changes), WANTED)).toBe(words);
  expect(lack(sighting(0, changes))).toBe(words);
});

test.each<[string, Readonly<Record<string, Partial<NodeSight> | undefined>>, string]>([
  ['a replica that does not answer', { 'k-1-1': undefined }, 'k-1-1 is away: ECONNREFUSED'],
  ['a node that knows one too few', { 'k-0-1': { known: ['id-k-0-1'] } }, 'k-0-1 knows 1 nodes, not these 6'],
  ['a node that suspects another', { 'k-0-1': { failing: 1 } }, 'k-0-1 takes 1 to be lost'],
  ['a slot on its way', { 'k-0-0': { moving: 1 } }, 'k-0-0 has slots on their way'],
  ['a replica whose link is down', { 'k-2-1': { linkUp: false } }, 'k-2-1 does not hear its master'],
  ['a replica of another shard', { 'k-2-1': { master: 'id-k-0-0' } }, 'k-2-1 follows another one'],
  [
    'a second master, without slots',
    { 'k-2-1': { role: 'master', master: undefined, linkUp: undefined } },
    'shard 2 has 2 masters',
  ],
  [
    'a shard that gave all its slots away',
    { 'k-0-0': { slots: '' }, 'k-1-0': { slots: '0-10922' } },
    'shard 0 has no slots',
  ],
])('slots are covered, and still members are missing something: %s', (_, changes, words) => {
  expect(slotsLack(sighting(0, changes), WANTED)).toBeUndefined();
  expect(linksLack(sighting(0, changes), WANTED)).toBe(words);
  expect(lack(sighting(0, changes))).toBe(words);
});

test('a node that is known and is none of them is noticed', () => {
  const known = [...sighting().nodes.map(({ id }) => id), 'ghost'].sort();
  expect(linksLack(sighting(0, { 'k-0-1': { known } }), WANTED)).toBe('k-0-1 knows 7 nodes, not these 6');
});

test('a node that is to be gone and still answers is noticed', () => {
  const { nodes, ...rest } = sighting();
  expect(linksLack({ ...rest, nodes: [...nodes, master('k-3-0', '')] }, WANTED)).toBe('k-3-0 is still there');
});

test('a cluster beside it does not count', () => {
  const { nodes, ...rest } = sighting();
  const other = master('second-0-0', '0-16383', { owners: 'other', failing: 3 });
  expect(lack({ ...rest, nodes: [...nodes, other] })).toBeUndefined();
});

test('after a replica has taken over all slots are covered, and a member is missing', () => {
  expect(slotsLack(takenOver(0), WANTED)).toBeUndefined();
  expect(linksLack(takenOver(0), WANTED)).toBe('k-0-0 is away: ECONNREFUSED');
});

test('two masters on one node are too many when each could have its own', () => {
  const { nodes } = sighting();
  // Shard 1 is led by its other pod, on the node of shard 2's master.
  const crowded = nodes.map((node) => {
    if (node.pod === 'k-1-0') return { ...node, role: 'replica' as const, slots: '', master: 'id-k-1-1', linkUp: true };
    if (node.pod === 'k-1-1') return master('k-1-1', RANGES[1]);
    return node;
  });
  expect(spreadLack({ ...sighting(), nodes: crowded }, WANTED, PLACEMENT)).toBe('2 masters on one node');
});

test('where pods are on two nodes only, two masters on one are as good as it gets', () => {
  const two = Object.fromEntries(Object.entries(PLACEMENT).map(([pod, host]) => [pod, host === 'n3' ? 'n1' : host]));
  expect(spreadLack(sighting(), WANTED, two)).toBeUndefined();
});

test.each<[string, readonly (readonly string[])[], number]>([
  [
    'each has its own',
    [
      ['a', 'b'],
      ['b', 'c'],
      ['c', 'a'],
    ],
    1,
  ],
  ['all are on one', [['a'], ['a'], ['a']], 3],
  ['one has to make room for another', [['a', 'b'], ['a', 'c'], ['a']], 1],
  ['a chain of them has to', [['a', 'b'], ['b', 'c'], ['c', 'd'], ['a'], ['b']], 2],
  [
    'five on three',
    [
      ['a', 'b'],
      ['b', 'c'],
      ['c', 'a'],
      ['a', 'b'],
      ['b', 'c'],
    ],
    2,
  ],
  ['none at all', [], 1],
])('the least crowd: %s', (_, shards, most) => {
  expect(leastCrowd(shards)).toBe(most);
});

test('the least crowd is what trying all ways finds', () => {
  const hosts = fc.constantFrom('a', 'b', 'c', 'd');
  const shards = fc.array(fc.uniqueArray(hosts, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(shards, (each) => {
      expect(leastCrowd(each)).toBe(tried(each, new Map()));
    }),
  );
});

/** The least that the fullest can have, by trying. */
function tried([first, ...rest]: readonly (readonly string[])[], counts: ReadonlyMap<string, number>): number {
  if (first === undefined) return Math.max(...counts.values());
  return Math.min(...first.map((host) => tried(rest, new Map([...counts, [host, (counts.get(host) ?? 0) + 1]]))));
}
