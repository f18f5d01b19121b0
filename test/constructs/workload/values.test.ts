import { webServiceValues } from '../../../constructs';
import { imageValues } from '../../../constructs/workload/values';
import type { Json } from '../../../constructs/values/expr';
import { checkShape } from '../../../constructs/values/input/load';
import { pick } from '../support';

const schema = webServiceValues('A service.', { reservedEnv: ['API_URL'] });
const refused = (change: Record<string, Json>) =>
  checkShape(schema, { ...(schema.parse({}) as unknown as Record<string, Json>), ...change }).map(
    ({ code, path }) => `${code} ${path ?? ''}`,
  );

test('the defaults are accepted', () => {
  expect(refused({})).toEqual([]);
});

test.each<[string, Parameters<typeof webServiceValues>[1], string, unknown]>([
  ['image', { image: 'shop/api' }, 'image.repository', 'shop/api'],
  ['port', { port: 3000 }, 'port', 3000],
  ['least replicas', { replicas: [3, 20] }, 'autoscaling.min', 3],
  ['most replicas', { replicas: [3, 20] }, 'autoscaling.max', 20],
  ['replicas without autoscaling', { replicas: [3, 20] }, 'replicas', 3],
  ['CPU request', { cpu: ['100m', '500m'] }, 'resources.requests.cpu', '100m'],
  ['memory limit', { memory: ['1Gi', '2Gi'] }, 'resources.limits.memory', '2Gi'],
])('a service may have another default %s', (_, defaults, path, expected) => {
  expect(pick(webServiceValues('x', defaults).parse({}), path)).toEqual(expected);
});

test.each<[string, Record<string, Json>, string]>([
  ['the port as configuration', { config: { PORT: '1' } }, 'config.PORT'],
  ['a connection as configuration', { config: { API_URL: 'x' } }, 'config.API_URL'],
  ['the port as more environment', { extraEnv: [{ name: 'PORT', value: '1' }] }, 'extraEnv[0].name'],
  ['the checksum', { podAnnotations: { 'checksum/config': 'x' } }, 'podAnnotations.checksum/config'],
  ['a label of the selector', { podLabels: { 'app.kubernetes.io/name': 'x' } }, 'podLabels.app\\.kubernetes\\.io/name'],
  ['the hash of the version', { podLabels: { 'pod-template-hash': 'x' } }, 'podLabels.pod-template-hash'],
  [
    'the wave',
    { serviceAccount: { annotations: { 'argocd.argoproj.io/sync-wave': '1' } } },
    'serviceAccount.annotations.argocd\\.argoproj\\.io/sync-wave',
  ],
])('what the stack sets itself is reserved: %s', (_, change, path) => {
  expect(refused(change)).toEqual([`SCALE-VALUES-007 ${path}`]);
});

test('what merely looks like it is not', () => {
  expect(refused({ config: { PORTS: '1', MY_PORT: '2' }, podLabels: { 'my-pod-template-hash': 'x' } })).toEqual([]);
});

test('an image has the tag of the chart, unless it is versioned by others', () => {
  expect(imageValues('scaleout/x').parse({})).toMatchObject({ repository: 'scaleout/x', tag: '' });
  expect(imageValues('redis', '8-trixie').parse({})).toMatchObject({ tag: '8-trixie' });
});
