import { databasesLack, podsLack } from '../../e2e/chaos/cluster-watch';
import { crowdedPod } from '../../e2e/chaos/spread';
import { CLASSES, type PodClass } from '../../e2e/chaos/stack';
import type { Pod } from '../../e2e/objects';

interface Made {
  readonly component: string;
  readonly name: string;
  readonly node?: string;
  readonly isReady?: boolean;
  readonly phase?: string;
  readonly isLeaving?: boolean;
}
const pod = ({ component, name, node, isReady = true, phase = 'Running', isLeaving = false }: Made): Pod =>
  ({
    metadata: {
      name,
      labels: { 'app.kubernetes.io/component': component },
      ...(isLeaving ? { deletionTimestamp: '2026-01-01T00:00:00Z' } : {}),
    },
    spec: { nodeName: node, containers: [] },
    status: { phase, conditions: [{ type: 'Ready', status: isReady ? 'True' : 'False' }] },
  }) as unknown as Pod;

const ALL = (Object.keys(CLASSES) as PodClass[]).flatMap((component) =>
  Array.from({ length: CLASSES[component] }, (_, i) => pod({ component, name: `${component}-${i}` })),
);

test('all pods that there should be, each Ready, lack nothing', () => {
  expect(podsLack(ALL)).toBeUndefined();
});

test('pods of Jobs are done with, and pods that leave are replaced', () => {
  const more = [
    pod({ component: 'secrets', name: 'job', isReady: false, phase: 'Running' }),
    pod({ component: 'backend', name: 'old', isReady: false, isLeaving: true }),
    pod({ component: 'backend', name: 'evicted', isReady: false, phase: 'Failed' }),
  ];
  expect(podsLack([...ALL, ...more])).toBeUndefined();
});

test('a pod that is not Ready is told, and so is one that is not there', () => {
  const [first, ...rest] = ALL;
  expect(podsLack(rest)).toBe('1 of 2 edge');
  expect(podsLack([...rest, pod({ component: 'edge', name: 'x', isReady: false })])).toBe('not Ready: x');
  expect(podsLack([])).toBe('0 of 2 edge');
  expect(podsLack([...ALL, ...(first === undefined ? [] : [first])])).toBe('3 of 2 edge');
});

test('a database that is not whole is told', () => {
  const members = [
    { name: 'p-0', role: 'leader', state: 'running', timeline: 1 },
    { name: 'p-1', role: 'quorum_standby', state: 'streaming', timeline: 1 },
    { name: 'p-2', role: 'quorum_standby', state: 'streaming', timeline: 1 },
  ];
  const whole = { at: 0, members };
  expect(databasesLack({ postgres: whole, redis: undefined })).toBeUndefined();
  expect(databasesLack({ postgres: whole, redis: 'an agent is not done' })).toBe('Redis: an agent is not done');
  expect(databasesLack({ postgres: { at: 0, members: members.slice(0, 2) }, redis: undefined })).toMatch(
    /^Postgres: p-0/,
  );
  expect(databasesLack({ postgres: undefined, redis: undefined })).toBe('Postgres: nobody answers');
});

test('pods of one class, or of one shard, on one node are told, and the one that is to stay is not', () => {
  const redis = (name: string, node: string) => pod({ component: 'redis', name, node });
  const postgres = (name: string, node: string) => pod({ component: 'postgres', name, node });
  const shards = [redis('r-0-0', 'a'), redis('r-0-1', 'b'), redis('r-1-0', 'a'), redis('r-1-1', 'b')];
  expect(crowdedPod([...shards, postgres('p-0', 'a'), postgres('p-1', 'b')], 'p-0')).toBeUndefined();
  expect(crowdedPod([...shards, redis('r-2-0', 'a'), redis('r-2-1', 'a')], 'p-0')?.metadata.name).toBe('r-2-1');
  expect(crowdedPod([postgres('p-0', 'a'), postgres('p-1', 'a')], 'p-1')?.metadata.name).toBe('p-0');
  expect(crowdedPod([postgres('p-0', 'a'), postgres('p-1', 'a')], 'p-0')?.metadata.name).toBe('p-1');
});
