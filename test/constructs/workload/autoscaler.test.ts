import { pick } from '../support';
import { synth, type Props } from './synth';

const hpa = (autoscaling: Props['autoscaling'] = {}) => synth({ autoscaling }).get('HorizontalPodAutoscaler');

test('it scales the Deployment of the service between the two numbers', () => {
  expect(hpa({ min: 3, max: 20 })).toMatchObject({
    apiVersion: 'autoscaling/v2',
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'shop-api' },
      minReplicas: 3,
      maxReplicas: 20,
    },
  });
});

test('it measures the app container alone: a sidecar says nothing about the load', () => {
  const { get } = synth({}, (service) => service.addSidecar({ container: { name: 'proxy', image: 'p' } }));
  const containers = pick(get('Deployment'), 'spec.template.spec.containers') as { name: string }[];
  const metrics = pick(get('HorizontalPodAutoscaler'), 'spec.metrics') as unknown[];
  expect(metrics).toEqual([
    {
      type: 'ContainerResource',
      containerResource: {
        name: 'cpu',
        container: containers[0]?.name,
        target: { type: 'Utilization', averageUtilization: 70 },
      },
    },
  ]);
});

test.each<[string, number, number, string[]]>([
  ['CPU alone', 70, 0, ['cpu']],
  ['memory alone', 0, 80, ['memory']],
  ['both', 70, 80, ['cpu', 'memory']],
])('a target of 0 is no target: %s', (_, cpuUtilization, memoryUtilization, expected) => {
  const metrics = pick(hpa({ cpuUtilization, memoryUtilization }), 'spec.metrics') as unknown[];
  expect(metrics.map((metric) => pick(metric, 'containerResource.name'))).toEqual(expected);
});

test('it grows by the larger and shrinks by the smaller of two policies, over their own periods', () => {
  const scaleUp = { percent: 100, pods: 4, periodSeconds: 30, stabilizationSeconds: 15 };
  const scaleDown = { percent: 20, pods: 2, periodSeconds: 120, stabilizationSeconds: 600 };
  expect(pick(hpa({ scaleUp, scaleDown }), 'spec.behavior')).toEqual({
    scaleUp: {
      stabilizationWindowSeconds: 15,
      policies: [
        { type: 'Percent', value: 100, periodSeconds: 30 },
        { type: 'Pods', value: 4, periodSeconds: 30 },
      ],
      selectPolicy: 'Max',
    },
    scaleDown: {
      stabilizationWindowSeconds: 600,
      policies: [
        { type: 'Percent', value: 20, periodSeconds: 120 },
        { type: 'Pods', value: 2, periodSeconds: 120 },
      ],
      selectPolicy: 'Min',
    },
  });
});

test('a stabilisation of 0 is written, since Kubernetes would take 300 when shrinking', () => {
  expect(
    pick(hpa({ scaleDown: { stabilizationSeconds: 0 } }), 'spec.behavior.scaleDown.stabilizationWindowSeconds'),
  ).toBe(0);
});

test('while it is off it is not there', () => {
  expect(hpa({ enabled: false })).toBeUndefined();
});
