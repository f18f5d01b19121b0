/** The sample of docs/guides/from-docker-compose.md: the values say what the compose file said. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { fastnext } from '../../charts/fastnext';
import { synthesize } from '../../packaging/synthesize';
import { pick } from '../constructs/support';

const folder = join(__dirname, '..', '..', 'examples', 'from-docker-compose');
const read = (name: string) => readFileSync(join(folder, name), 'utf8');

type Environment = Readonly<Record<string, string>>;
interface Service {
  readonly image: string;
  readonly environment?: Environment;
  readonly deploy?: { readonly replicas: number; readonly resources: { readonly limits: { readonly cpus: string } } };
  readonly healthcheck?: { readonly test: readonly string[] };
}
const { services } = parse(read('docker-compose.yaml')) as { services: Readonly<Record<string, Service>> };

/** The objects of the manifests that values files become. */
const objectsOf = (...names: readonly string[]): readonly unknown[] =>
  synthesize(fastnext, { files: names.map((each) => join(folder, each)) })
    .files.filter(({ path }) => path.endsWith('.k8s.yaml'))
    .flatMap(({ content }) => parseAllDocuments(content).map((document) => document.toJS() as unknown));
const find = (objects: readonly unknown[], kind: string, name: string) =>
  objects.find((each) => pick(each, 'kind') === kind && pick(each, 'metadata.name') === name);

const objects = objectsOf('values.yaml');
const inValues = (kind: string, name: string) => find(objects, kind, name);
const app = 'spec.template.spec.containers.0';
const valueOf = (env: unknown, name: string) =>
  (env as readonly { name: string; value?: string }[]).find((each) => each.name === name)?.value;

test('are ten lines, and the guide shows just them', () => {
  expect(read('values.yaml').trimEnd().split('\n')).toHaveLength(10);
  expect(readFileSync(join(folder, '../../docs/guides/from-docker-compose.md'), 'utf8')).toContain(
    `\`\`\`yaml\n${read('values.yaml')}\`\`\`\n`,
  );
});

test.each([
  ['api', 'backend', 8000],
  ['web', 'frontend', 3000],
])('%s runs its image as %s, on its port', (service, component, port) => {
  const deployment = inValues('Deployment', `fastnext-${component}`);
  expect(pick(deployment, `${app}.image`)).toBe(services[service]?.image);
  expect(pick(deployment, `${app}.ports.0.containerPort`)).toBe(port);
});

test('the environment is in the ConfigMap, and secrets come from a Secret of its own', () => {
  const { LOG_LEVEL, SMTP_HOST } = services['api']?.environment ?? {};
  expect(pick(inValues('ConfigMap', 'fastnext-backend'), 'data')).toEqual({ LOG_LEVEL, SMTP_HOST });
  expect(pick(inValues('Deployment', 'fastnext-backend'), `${app}.envFrom`)).toContainEqual({
    secretRef: { name: 'shop-api' },
  });
});

test('the path of the health check is asked by all probes', () => {
  const path = new URL(services['api']?.healthcheck?.test.at(-1) ?? '').pathname;
  const deployment = inValues('Deployment', 'fastnext-backend');
  for (const probe of ['startupProbe', 'readinessProbe', 'livenessProbe'])
    expect(pick(deployment, `${app}.${probe}.httpGet.path`)).toBe(path);
});

test('the replicas are the least that the autoscaler makes, and the limits are kept', () => {
  const { replicas, resources } = services['api']?.deploy ?? {};
  expect(pick(inValues('HorizontalPodAutoscaler', 'fastnext-backend'), 'spec.minReplicas')).toBe(replicas);
  expect(pick(inValues('Deployment', 'fastnext-backend'), `${app}.resources.limits`)).toMatchObject({
    cpu: resources?.limits.cpus,
    memory: '512Mi',
  });
});

test('database and login are called as before', () => {
  const { POSTGRES_DB, POSTGRES_USER } = services['postgres']?.environment ?? {};
  const env = pick(inValues('Deployment', 'fastnext-backend'), `${app}.env`);
  expect(valueOf(env, 'DATABASE_NAME')).toBe(POSTGRES_DB);
  expect(valueOf(env, 'DATABASE_USER')).toBe(POSTGRES_USER);
});

test('mail goes through the NetworkPolicy', () => {
  expect(pick(inValues('NetworkPolicy', 'fastnext-network-0'), 'spec.egress')).toContainEqual({
    ports: [{ port: 587, protocol: 'TCP' }],
  });
});

test('an app that wants URLs gets them, each made of variables that stand before it', () => {
  const deployment = find(objectsOf('values.yaml', 'values-urls.yaml'), 'Deployment', 'fastnext-backend');
  const env = pick(deployment, `${app}.env`) as readonly { name: string; value?: string }[];
  for (const url of ['DATABASE_URL', 'REDIS_URL']) {
    const used = [...(valueOf(env, url) ?? '').matchAll(/\$\((\w+)\)/g)].map(([, name]) => name);
    const before = env
      .slice(
        0,
        env.findIndex(({ name }) => name === url),
      )
      .map(({ name }) => name);
    expect(used.length).toBeGreaterThan(0);
    expect(before).toEqual(expect.arrayContaining(used));
  }
});
