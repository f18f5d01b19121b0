import { merges } from '../../e2e/redis/judge/merges';
import { master, sighting } from './cluster';

const beside = (at: number, known: readonly string[]) => ({
  ...sighting(at),
  nodes: [...sighting(at).nodes, master('second-0-0', '0-16383', { id: 'other', known: ['other', ...known] })],
});

test('clusters that keep to themselves have not merged', () => {
  expect(merges([beside(0, []), beside(10, [])])).toEqual([]);
});

test('a node that knows one of the other cluster is told, once', () => {
  expect(merges([beside(0, ['id-k-1-0']), beside(10, ['id-k-1-0'])])).toEqual(['second-0-0 knows id-k-1-0 of k']);
});

test('it is told even if the other was seen only before, or only after', () => {
  const alone = { ...sighting(10), nodes: [master('second-0-0', '', { id: 'other', known: ['other', 'id-k-1-0'] })] };
  expect(merges([sighting(0), alone])).toHaveLength(1);
  expect(merges([alone, sighting(20)])).toHaveLength(1);
});

test('a node that is known and was never seen is of nobody', () => {
  expect(merges([beside(0, ['ghost'])])).toEqual([]);
});
