import { z } from 'zod';
import { defineStack, globalValues, Stack } from '../../charts';
import { Manifest, Rule, webServiceValues, WebService, int } from '../../constructs';
import type { Json } from '../../constructs/values/expr';
import { gt } from '../../constructs/values/ops';

const definition = defineStack({
  name: 'shop',
  description: 'A shop',
  keywords: [],
  presets: {},
  schema: z.strictObject({ ...globalValues(), api: webServiceValues('API.'), size: int(1, [1, 9], 'Size.') }),
  build: (stack, values) => {
    const second = stack.chart('second');
    new WebService(stack.chart('first'), 'api', values.api);
    new Manifest(second, 'Extra', 'ConfigMap', { metadata: { name: 'extra' } });
    new Rule(second, { code: 'SCALE-VALUES-003', path: 'size', broken: gt(values.size, 3), message: 'too big' });
  },
});
const stack = new Stack(definition);

test('objects are listed by chart, in the order in which they were built', () => {
  expect(stack.objects.map(({ chart, manifests }) => [chart, manifests.map(({ node }) => node.id)])).toEqual([
    ['second', ['Extra']],
    [
      'first',
      [
        'ServiceAccount',
        'ConfigMap',
        'Service',
        'HeadlessService',
        'Deployment',
        'HorizontalPodAutoscaler',
        'PodDisruptionBudget',
      ],
    ],
  ]);
});

test('rules of the whole tree are listed', () => {
  const paths = stack.rules.map(({ spec }) => spec.path);
  expect(paths).toContain('size');
  expect(paths).toContain('api.autoscaling.min');
});

test('objects are called after the release and not after their chart', () => {
  const [, first] = stack.objects;
  const release = { name: 'mine', namespace: 'prod', service: 'Helm', version: '1' };
  const values = definition.schema.parse({}) as unknown as Json;
  const [account] = first?.manifests[0]?.evaluateAll({ values, release }) ?? [];
  expect(account).toMatchObject({ metadata: { name: 'mine-shop-api' } });
});

test('each build is a tree of its own', () => {
  expect(new Stack(definition).objects[0]?.manifests[0]).not.toBe(stack.objects[0]?.manifests[0]);
});

test('a definition is given back as it is', () => {
  expect(defineStack(definition)).toBe(definition);
});
