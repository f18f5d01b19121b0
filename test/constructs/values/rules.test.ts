import { Testing } from 'cdk8s';
import { gt, str } from '../../../constructs/values/ops';
import { Rule, rulesOf } from '../../../constructs/values/rules';
import { ref, RELEASE } from '../support';

const min = ref<number>('int', 'min');
const spec = {
  code: 'SCALE-WORKLOAD-001',
  path: 'api.autoscaling.min',
  broken: gt(min, 3),
  message: str`the minimum (${min}) is above the maximum (${3})`,
} as const;
const at = (value: number) => ({ values: { min: value }, release: RELEASE });

test('a rule that holds says nothing', () => {
  expect(new Rule(Testing.chart(), spec).check(at(3))).toBeUndefined();
});
test('a broken rule says what is wrong, with the values', () => {
  expect(new Rule(Testing.chart(), spec).check(at(4))).toEqual({
    code: 'SCALE-WORKLOAD-001',
    path: 'api.autoscaling.min',
    message: 'the minimum (4) is above the maximum (3)',
  });
});
test('its text has the code, the path and the remedy, as Helm will print it', () => {
  const { text } = new Rule(Testing.chart(), { ...spec, broken: true, message: 'too many' });
  expect(text).toMatch(/^SCALE-WORKLOAD-001: api\.autoscaling\.min: too many\. Lower `autoscaling\.min`/);
});
test('rules of one code about different keys stand beside each other', () => {
  const chart = Testing.chart();
  for (const path of ['port', 'name', 'api.port', 'web.port']) new Rule(chart, { ...spec, path });
  expect(rulesOf(chart)).toHaveLength(4);
});
test.each([
  [true, 2],
  [false, 0],
])('on literals, broken %p, it is a validation of the tree', (broken, errors) => {
  const chart = Testing.chart();
  for (const path of ['api.port', 'web.port']) new Rule(chart, { ...spec, path, broken, message: 'too many' });
  expect(chart.node.validate()).toHaveLength(errors);
});
