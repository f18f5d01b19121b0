import { milliOf, podsOf } from '../../tools/sizing-pods';

const labels = { 'app.kubernetes.io/component': 'api' };
const container = (cpu: string, memory: string) => ({
  name: 'any',
  resources: { requests: { cpu, memory }, limits: { memory } },
});
const deployment = (over: object = {}) => ({
  kind: 'Deployment',
  metadata: { name: 'shop-api', labels },
  spec: {
    replicas: 4,
    strategy: { rollingUpdate: { maxSurge: '25%' } },
    template: { spec: { containers: [container('250m', '256Mi')] } },
    ...over,
  },
});
const MIB = 1000 * 1024 ** 2;

test.each([
  ['250m', 250],
  ['1', 1000],
  ['0.5', 500],
  ['64Mi', 64 * MIB],
  ['2Gi', 2048 * MIB],
  ['1G', 1000 * 1000 ** 3],
])('%s is %d thousandths', (quantity, milli) => {
  expect(milliOf(quantity)).toBe(milli);
});

test('what is no quantity is refused rather than counted as nothing', () => {
  expect(() => milliOf('many')).toThrow("'many'");
  expect(() => milliOf('1Q')).toThrow("'1Q'");
});

test('a Deployment without an autoscaler has its replicas, and a share more in a roll-out, rounded up', () => {
  const [pods] = podsOf([deployment({ replicas: 5 })]);
  expect(pods).toMatchObject({ component: 'api', least: 5, most: 5, rolling: 7, volume: 0 });
});

test('an autoscaler decides on the least and the most', () => {
  const scaler = {
    kind: 'HorizontalPodAutoscaler',
    spec: { scaleTargetRef: { name: 'shop-api' }, minReplicas: 3, maxReplicas: 20 },
  };
  const [pods] = podsOf([deployment({ replicas: undefined }), scaler]);
  expect(pods).toMatchObject({ least: 3, most: 20, rolling: 25 });
});

test('sidecars count with the app, and what ends before it starts only where it asks for more', () => {
  const initContainers = [{ ...container('20m', '64Mi'), restartPolicy: 'Always' }, container('1', '16Mi')];
  const [pods] = podsOf([
    deployment({ template: { spec: { containers: [container('250m', '256Mi')], initContainers } } }),
  ]);
  expect(pods?.requests).toEqual({ cpu: 1000, memory: 320 * MIB, 'ephemeral-storage': 0 });
  expect(pods?.limits).toEqual({ cpu: 0, memory: 320 * MIB, 'ephemeral-storage': 0 });
});

test('StatefulSets of one component are one line, with the volumes of a pod', () => {
  const shard = (name: string) => ({
    kind: 'StatefulSet',
    metadata: { name, labels: { 'app.kubernetes.io/component': 'cache' } },
    spec: {
      replicas: 2,
      template: { spec: { containers: [container('1', '2Gi')] } },
      volumeClaimTemplates: ['10Gi', '5Gi'].map((storage) => ({ spec: { resources: { requests: { storage } } } })),
    },
  });
  expect(podsOf([shard('shop-cache-0'), shard('shop-cache-1')])).toMatchObject([
    { component: 'cache', least: 4, most: 4, rolling: 4, volume: 15 * 1024 * MIB },
  ]);
});
