import { Chart, Testing } from 'cdk8s';
import { Manifest, rounds } from '../../constructs';
import { exprOf, type Param } from '../../constructs/values/expr';
import { add, choose, str } from '../../constructs/values/ops';
import { pick, problemsOf, ref, RELEASE } from './support';

const count = ref<number>('int', 'count');
/** ConfigMaps `one-0`, `one-1` … in a chart. */
function make(of: Param<number>) {
  const chart = new Chart(Testing.app(), 'shop');
  const made = rounds(of, 'i').map(
    ({ suffix, index, loop }) =>
      new Manifest(chart, `One${suffix}`, 'ConfigMap', { metadata: { name: str`one-${index}` } }, { loop }),
  );
  const names = (values: object = {}) =>
    made
      .flatMap((manifest) => manifest.evaluateAll({ values: values as never, release: RELEASE }))
      .map((object) => pick(object, 'metadata.name'));
  return { chart, made, names };
}
const written = (chart: Chart) => (Testing.synth(chart) as unknown[]).map((object) => pick(object, 'metadata.name'));

test.each([0, 1, 3])('a literal count of %i makes as many constructs, each written by app.synth()', (literal) => {
  const { chart, made, names } = make(literal);
  const expected = Array.from({ length: literal }, (_, i) => `one-${i}`);
  expect(made.map(({ node }) => node.id)).toEqual(expected.map((name) => name.replace('one', 'One')));
  expect(names()).toEqual(expected);
  expect(written(chart)).toEqual(expected);
});
test('a literal that was wrapped as an expression is one too', () => {
  expect(written(make(exprOf(2)).chart)).toEqual(['one-0', 'one-1']);
  expect(written(make(choose(true, 2, count)).chart)).toEqual(['one-0', 'one-1']);
});
test('a count that is not known yet makes one construct, which stands for all objects there will be', () => {
  const { made, names } = make(count);
  expect(made.map(({ node }) => node.id)).toEqual(['One']);
  expect(names({ count: 3 })).toEqual(['one-0', 'one-1', 'one-2']);
  expect(names({ count: 0 })).toEqual([]);
});
test('it may be computed', () => {
  expect(make(add(count, 1)).names({ count: 1 })).toEqual(['one-0', 'one-1']);
});
test('in a plain app an object that stands for several is refused by its path, and not written as the first of them', () => {
  const chart = new Chart(Testing.app(), 'shop');
  const [round] = rounds(add(count, 0), 'i');
  const over = { ...round?.loop, over: exprOf(2) } as never;
  new Manifest(chart, 'One', 'ConfigMap', { metadata: { name: 'one' } }, { loop: over });
  expect(problemsOf(() => Testing.synth(chart) as unknown)).toMatchObject([
    { code: 'SCALE-PARAM-002', message: "'shop/One' stands for 2 objects; `rounds` makes each" },
  ]);
});
