/** Clusters of any shape: what is judged is compared with what they were made of. */
import fc from 'fast-check';
import { countOf } from '../../../../services/redis-nodes/src';
import { judge } from '../../../../services/health-sidecar/src/redis/judge';
import { seenOf, type Written } from './written';

const SLOTS = 16_384;

interface Made {
  readonly nodes: readonly Written[];
  readonly expected: { readonly shards: number; readonly replicasPerShard: number };
  /** Slots whose master answers. */
  readonly ok: number;
  readonly isWhole: boolean;
}

const node = fc.record({ answers: fc.boolean(), link: fc.constantFrom<'up' | 'down'>('up', 'down') });
const shape = fc.record({
  weights: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 6 }),
  masters: fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
  replicas: fc.array(fc.array(node, { maxLength: 3 }), { minLength: 6, maxLength: 6 }),
  expected: fc.record({ shards: fc.integer({ min: 1, max: 6 }), replicasPerShard: fc.integer({ min: 0, max: 3 }) }),
  epochs: fc.shuffledSubarray([1, 2, 3, 4, 5, 6], { minLength: 6, maxLength: 6 }),
});

const made: fc.Arbitrary<Made> = shape.map(({ weights, masters, replicas, expected, epochs }) => {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const nodes: Written[] = [];
  let [from, ok, weight] = [0, 0, 0];
  let isWhole = weights.length >= expected.shards;
  for (const [shard, part] of weights.entries()) {
    weight += part;
    const to = Math.floor((weight * SLOTS) / total);
    const answers = masters[shard] === true;
    if (answers) ok += to - from;
    nodes.push({ name: `${shard}-0`, slots: `${from}-${to - 1}`, epoch: epochs[shard], answers });
    const followers = replicas[shard] ?? [];
    for (const [index, each] of followers.entries()) {
      nodes.push({ name: `${shard}-${index + 1}`, master: `${shard}-0`, epoch: epochs[shard], ...each });
    }
    const good = followers.filter(({ answers: here, link }) => here && link === 'up').length;
    isWhole &&=
      good >= expected.replicasPerShard && followers.every(({ answers: here, link }) => !here || link === 'up');
    from = to;
  }
  return { nodes, expected, ok, isWhole };
});

test('a cluster is down when slots are not served, ok when nothing is missing, and degraded otherwise', () => {
  fc.assert(
    fc.property(made, ({ nodes, expected, ok, isWhole }) => {
      // Somebody has to tell of the others.
      fc.pre(nodes.some(({ answers }) => answers !== false));
      const judged = judge(seenOf(nodes), expected);
      expect(judged.slots).toEqual({ assigned: SLOTS, ok });
      expect(judged.status).toBe(ok < SLOTS ? 'down' : isWhole ? 'ok' : 'degraded');
      expect(judged.reason === undefined).toBe(judged.status === 'ok');
      expect(judged.shards.reduce((sum, { slots }) => sum + countOf(slots), 0)).toBe(SLOTS);
      expect(judged.shards.flatMap(({ master, replicas }) => [master, ...replicas]).sort()).toEqual(
        judged.members.map(({ name }) => name),
      );
    }),
    { numRuns: 300 },
  );
});

test('one more node that is gone never makes it better', () => {
  const RANK = { ok: 0, degraded: 1, down: 2 };
  fc.assert(
    fc.property(made, fc.nat(30), ({ nodes, expected }, which) => {
      const index = which % nodes.length;
      const fewer = nodes.map((each, i) => (i === index ? { ...each, answers: false } : each));
      fc.pre(fewer.some(({ answers }) => answers !== false));
      const [before, after] = [judge(seenOf(nodes), expected), judge(seenOf(fewer), expected)];
      // That of one whose link is down may be missed less than it was.
      fc.pre(nodes[index]?.link !== 'down');
      expect(RANK[after.status]).toBeGreaterThanOrEqual(RANK[before.status]);
      expect(after.slots.ok).toBeLessThanOrEqual(before.slots.ok);
    }),
    { numRuns: 200 },
  );
});
