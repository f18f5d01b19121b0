import { nodePodOf, ranSince } from '../../e2e/redis/node-pod';
import type { Pod } from '../../e2e/objects';

const SECOND = Date.parse('2026-01-01T00:00:00Z');
const at = (seconds: number): string => new Date(SECOND + seconds * 1000).toISOString();

type Status = Partial<Pod['status']>;
const pod = (status: Status = {}, name = 'k-2-1'): Pod => ({
  ...{ apiVersion: 'v1', kind: 'Pod' },
  metadata: { name, uid: 'u', resourceVersion: '1', creationTimestamp: at(0) },
  spec: {
    nodeName: 'node-1',
    containers: [
      { name: 'redis', image: 'redis:8' },
      { name: 'agent', image: 'scaleout/redis-agent:1' },
    ],
  },
  status: { phase: 'Running', podIP: '10.0.0.1', ...status },
});
const container = (name: string, restartCount = 0) => ({
  ...{ name, restartCount, ready: true, containerID: `containerd://${name}-id` },
  state: { running: { startedAt: at(9) } },
});
const server = (state: object) => [{ name: 'redis', ready: true, restartCount: 0, state }];
const sandbox = (status: string, seconds: number) => [
  { type: 'PodReadyToStartContainers', status, lastTransitionTime: at(seconds) },
];

test('a node is known by its place, its containers and their images', () => {
  const node = nodePodOf(pod({ containerStatuses: [container('redis', 2), container('agent', 1)] }), 'k');
  expect(node).toMatchObject({
    ...{ shard: 2, ordinal: 1, host: 'node-1', address: '10.0.0.1', server: 'redis-id', agent: 'agent-id' },
    ...{ restarts: 3, serverImage: 'redis:8', agentImage: 'scaleout/redis-agent:1', isReady: false },
    servingSince: SECOND + 9000,
  });
});

test('as long as nothing runs, nothing is known of it', () => {
  expect(nodePodOf(pod(), 'k')).toMatchObject({ server: '', agent: '', restarts: 0, servingSince: NaN });
});

test('pods of another cluster are none of this one', () => {
  expect(nodePodOf(pod({}, 'second-k-0-0'), 'k')).toBeUndefined();
  expect(nodePodOf(pod({}, 'k-secrets-abc'), 'k')).toBeUndefined();
});

test.each<[string, Status, number]>([
  ['its network', { conditions: sandbox('True', 2) }, 2],
  ['its first container, while that runs', { containerStatuses: server({ running: { startedAt: at(3) } }) }, 3],
  [
    'its first container, when that is over',
    { containerStatuses: server({ terminated: { exitCode: 0, startedAt: at(4) } }) },
    4,
  ],
  [
    'whatever came first',
    { conditions: sandbox('True', 2), containerStatuses: server({ running: { startedAt: at(8) } }) },
    2,
  ],
])('a pod runs since it has %s', (_, status, seconds) => {
  expect(ranSince(pod(status))).toBe(SECOND + seconds * 1000);
});

test('a pod without a network and without a container does not run', () => {
  expect(ranSince(pod({ conditions: sandbox('False', 2) }))).toBeNaN();
  expect(ranSince(pod({ containerStatuses: server({ waiting: {} }) }))).toBeNaN();
});
