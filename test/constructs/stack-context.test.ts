import { Chart, Testing } from 'cdk8s';
import { Construct } from 'constructs';
import { contextOf, provideContext } from '../../constructs/stack-context';
import { VERSION } from '../../constructs/version';

test('in a plain app everything is called after the chart', () => {
  const chart = new Chart(Testing.app(), 'shop', { namespace: 'prod' });
  expect(contextOf(new Construct(chart, 'api'))).toMatchObject({
    name: 'shop',
    fullname: 'shop',
    version: VERSION,
    selectorLabels: { 'app.kubernetes.io/name': 'shop', 'app.kubernetes.io/instance': 'shop' },
    labels: { 'app.kubernetes.io/part-of': 'shop', 'app.kubernetes.io/managed-by': 'scaleout' },
    release: { name: 'shop', namespace: 'prod', service: 'scaleout' },
  });
});

test('labels hold what selects', () => {
  const { labels, selectorLabels } = contextOf(new Chart(Testing.app(), 'shop'));
  expect(labels).toMatchObject(selectorLabels);
});

test('a context that is provided holds for everything below, and for nothing beside', () => {
  const app = Testing.app();
  const [inside, beside] = [new Chart(app, 'a'), new Chart(app, 'b')];
  provideContext(inside, { ...contextOf(inside), fullname: 'mine' });
  expect(contextOf(new Construct(inside, 'x')).fullname).toBe('mine');
  expect(contextOf(new Construct(beside, 'x')).fullname).toBe('b');
});
