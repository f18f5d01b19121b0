import { fastnext, Stack } from '../../charts';
import { contextOf } from '../../constructs/stack-context';
import { loadValues } from '../../constructs/values/input/load';
import { objectsOf } from '../../packaging';
import { pick } from '../constructs/support';

function build(...sets: string[]) {
  const stack = new Stack(fastnext);
  const { values } = loadValues(fastnext, { sets });
  const charts = objectsOf(stack, { values, release: contextOf(stack).release });
  return charts.flatMap(({ objects }) => objects as unknown as { kind: string; metadata: { name: string } }[]);
}
const find = (objects: ReturnType<typeof build>, kind: string, name: string) =>
  objects.find((object) => object.kind === kind && object.metadata.name === name);

test('it has a backend and a frontend of the numbers of the reference design', () => {
  const objects = build();
  expect(find(objects, 'HorizontalPodAutoscaler', 'fastnext-backend')).toMatchObject({
    spec: { minReplicas: 3, maxReplicas: 20 },
  });
  expect(find(objects, 'HorizontalPodAutoscaler', 'fastnext-frontend')).toMatchObject({
    spec: { minReplicas: 2, maxReplicas: 10 },
  });
  expect(pick(find(objects, 'Service', 'fastnext-backend'), 'spec.ports.0.port')).toBe(8000);
  expect(pick(find(objects, 'Service', 'fastnext-frontend'), 'spec.ports.0.port')).toBe(3000);
});

test('the frontend is told where the backend is, on the port that it has', () => {
  const deployment = find(build('backend.port=9000'), 'Deployment', 'fastnext-frontend');
  expect(pick(deployment, 'spec.template.spec.containers.0.env')).toContainEqual({
    name: 'BACKEND_URL',
    value: 'http://fastnext-backend:9000',
  });
});

test('it needs no name that is already taken: names do not repeat within a kind', () => {
  const names = build().map(({ kind, metadata }) => `${kind}/${metadata.name}`);
  expect(new Set(names).size).toBe(names.length);
});

test('what is applied first is what others need, and the autoscaler comes last', () => {
  const wave = (kind: string) => {
    const object = build().find((each) => each.kind === kind);
    return Number(
      (pick(object, 'metadata.annotations') as Record<string, string> | undefined)?.['argocd.argoproj.io/sync-wave'] ??
        0,
    );
  };
  expect(wave('ServiceAccount')).toBeLessThan(wave('Deployment'));
  expect(wave('ConfigMap')).toBeLessThan(wave('Deployment'));
  expect(wave('HorizontalPodAutoscaler')).toBeGreaterThan(wave('Deployment'));
});

test('the test of the installation is no part of what is applied', () => {
  expect(build().map(({ kind }) => kind)).not.toContain('Pod');
});
