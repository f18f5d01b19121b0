import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, App, Chart, JsonPatch, Testing } from 'cdk8s';
import { parseAllDocuments } from 'yaml';
import { WebService } from '../../../constructs';
import { codesOf, pick } from '../support';
import { synth, type Plain, type Props } from './synth';

test('a service is seven objects', () => {
  expect(synth().objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
    'ServiceAccount shop-api',
    'ConfigMap shop-api',
    'Service shop-api',
    'Service shop-api-headless',
    'Deployment shop-api',
    'HorizontalPodAutoscaler shop-api',
    'PodDisruptionBudget shop-api',
  ]);
});

describe('what selects the pods', () => {
  const { get } = synth({ podLabels: { team: 'web' } });
  const labels = pick(get('Deployment'), 'spec.template.metadata.labels') as Record<string, string>;
  test.each<[string, unknown]>([
    ['the Deployment', pick(get('Deployment'), 'spec.selector.matchLabels')],
    ['the Service', pick(get('Service'), 'spec.selector')],
    ['the headless Service', pick(get('Service', 'shop-api-headless'), 'spec.selector')],
    ['the disruption budget', pick(get('PodDisruptionBudget'), 'spec.selector.matchLabels')],
    [
      'the spread over zones',
      pick(get('Deployment'), 'spec.template.spec.topologySpreadConstraints.0.labelSelector.matchLabels'),
    ],
    [
      'the spread over nodes',
      pick(get('Deployment'), 'spec.template.spec.topologySpreadConstraints.1.labelSelector.matchLabels'),
    ],
  ])('%s uses name, instance and component, which every pod has', (_, selector) => {
    expect(Object.keys(selector as object).sort()).toEqual([
      'app.kubernetes.io/component',
      'app.kubernetes.io/instance',
      'app.kubernetes.io/name',
    ]);
    expect(labels).toMatchObject(selector as object);
  });
  test('pods have the labels of the user too', () => {
    expect(labels).toMatchObject({ team: 'web' });
  });
  test('two services of a chart do not select each other', () => {
    const chart = new Chart(Testing.app(), 'shop');
    for (const id of ['api', 'web']) new WebService(chart, id, { image: 'x' });
    const selectors = (Testing.synth(chart) as Plain[])
      .filter(({ kind }) => kind === 'Deployment')
      .map((d) => JSON.stringify(pick(d, 'spec.selector')));
    expect(new Set(selectors).size).toBe(2);
  });
});

test('every object has the recommended labels', () => {
  for (const { metadata } of synth().objects) {
    expect(metadata.labels).toMatchObject({
      'app.kubernetes.io/name': 'shop',
      'app.kubernetes.io/instance': 'shop',
      'app.kubernetes.io/component': 'api',
      'app.kubernetes.io/part-of': 'shop',
      'app.kubernetes.io/managed-by': 'scaleout',
    });
  }
});

describe('replicas', () => {
  test('are not written beside an autoscaler, which owns them', () => {
    const { get } = synth({ replicas: 7 });
    expect(get('HorizontalPodAutoscaler')).toBeDefined();
    expect(pick(get('Deployment'), 'spec')).not.toHaveProperty('replicas');
  });
  test('are written without one', () => {
    const { get } = synth({ replicas: 7, autoscaling: { enabled: false } });
    expect(get('HorizontalPodAutoscaler')).toBeUndefined();
    expect(pick(get('Deployment'), 'spec.replicas')).toBe(7);
  });
});

test('a roll-out takes no pod away before its successor is ready', () => {
  const rollout = { maxSurgePercent: 50, minReadySeconds: 7, progressDeadlineSeconds: 90, revisionHistoryLimit: 2 };
  expect(pick(synth({ rollout }).get('Deployment'), 'spec')).toMatchObject({
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '50%', maxUnavailable: 0 } },
    minReadySeconds: 7,
    progressDeadlineSeconds: 90,
    revisionHistoryLimit: 2,
  });
});

describe('ports', () => {
  const { get } = synth({ port: 9000 });
  test('of pod, Services and environment are one, and are referred to by name', () => {
    const container = pick(get('Deployment'), 'spec.template.spec.containers.0');
    expect(container).toMatchObject({
      ports: [{ name: 'http', containerPort: 9000 }],
      env: [{ name: 'PORT', value: '9000' }],
    });
    for (const name of ['shop-api', 'shop-api-headless']) {
      expect(pick(get('Service', name), 'spec.ports')).toMatchObject([{ port: 9000, targetPort: 'http' }]);
    }
  });
  test('only the headless Service has no address of its own', () => {
    expect(pick(get('Service', 'shop-api-headless'), 'spec.clusterIP')).toBe('None');
    expect(pick(get('Service', 'shop-api'), 'spec')).not.toHaveProperty('clusterIP');
  });
});

describe('the disruption budget', () => {
  test('limits how many pods a drain takes, and lets broken ones go', () => {
    expect(
      pick(synth({ autoscaling: { min: 4 }, disruption: { maxUnavailable: 3 } }).get('PodDisruptionBudget'), 'spec'),
    ).toMatchObject({
      maxUnavailable: 3,
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
    });
  });
  test('is not there when it is off', () => {
    expect(synth({ disruption: { enabled: false } }).get('PodDisruptionBudget')).toBeUndefined();
  });
});

describe('configuration', () => {
  test('stands in a ConfigMap that the app has as environment', () => {
    const { get } = synth({ config: { LOG_LEVEL: 'debug' } });
    expect(get('ConfigMap')).toMatchObject({ metadata: { name: 'shop-api' }, data: { LOG_LEVEL: 'debug' } });
    expect(pick(get('Deployment'), 'spec.template.spec.containers.0.envFrom')).toEqual([
      { configMapRef: { name: 'shop-api' } },
    ]);
  });
  test('that is empty leaves no data', () => {
    expect(synth().get('ConfigMap')).not.toHaveProperty('data');
  });
  const checksum = (props: Props) =>
    pick(synth(props).get('Deployment'), 'spec.template.metadata.annotations.checksum/config');
  test('rolls out new pods when it changes', () => {
    expect(checksum({ config: { A: '1' } })).toMatch(/^[0-9a-f]{64}$/);
    expect(checksum({ config: { A: '1' } })).not.toBe(checksum({ config: { A: '2' } }));
    expect(checksum({ config: { A: '1' } })).not.toBe(checksum({}));
  });
  test('does not roll out when only its order or something else changes', () => {
    expect(checksum({ config: { A: '1', B: '2' } })).toBe(checksum({ config: { B: '2', A: '1' } }));
    expect(
      checksum({ config: { A: '1' }, port: 81, podAnnotations: { x: 'y' }, service: { annotations: { a: 'b' } } }),
    ).toBe(checksum({ config: { A: '1' } }));
  });
});

describe('connect', () => {
  const environment = (change: (api: WebService, web: WebService) => void) => {
    const chart = new Chart(Testing.app(), 'shop');
    const api = new WebService(chart, 'order-api', { image: 'api', port: 9000 });
    const web = new WebService(chart, 'web', { image: 'web' });
    change(api, web);
    const objects = Testing.synth(chart) as Plain[];
    const deployment = objects.find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === 'shop-web');
    return pick(deployment, 'spec.template.spec.containers.0.env');
  };
  test('gives the address of the other, even when it is said after construction', () => {
    expect(environment((api, web) => web.connect(api))).toEqual([
      { name: 'PORT', value: '8080' },
      { name: 'ORDER_API_URL', value: 'http://shop-order-api:9000' },
    ]);
  });
  test('takes another variable, and can be chained', () => {
    expect(environment((api, web) => web.connect(api, { variable: 'A' }).connect(web, { variable: 'B' }))).toEqual([
      { name: 'PORT', value: '8080' },
      { name: 'A', value: 'http://shop-order-api:9000' },
      { name: 'B', value: 'http://shop-web:8080' },
    ]);
  });
});

test('it says where it is reached, and where its health is', () => {
  const { service } = synth({ port: 9000, probes: { liveness: { path: '/alive' } } });
  expect(service).toMatchObject({ name: 'shop-api', headlessName: 'shop-api-headless', port: 9000 });
  expect([service.url, service.healthUrl]).toEqual(['http://shop-api:9000', 'http://shop-api:9000/alive']);
});

describe('in a plain cdk8s app', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'app-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });
  const write = (change: (service: WebService, chart: Chart) => void, props: Props = {}) => {
    const app = new App({ outdir: folder });
    const chart = new Chart(app, 'shop', { namespace: 'prod', labels: { owner: 'web' } });
    change(new WebService(chart, 'api', { image: 'shop/api:1', ...props }), chart);
    app.synth();
    const text = readFileSync(join(folder, 'shop.k8s.yaml'), 'utf8');
    return { objects: parseAllDocuments(text).map((document) => document.toJS() as Plain) };
  };

  test('app.synth() writes the objects, with namespace and labels of the chart', () => {
    const { objects } = write(() => undefined);
    expect(objects).toHaveLength(7);
    for (const { metadata } of objects) expect(metadata).toMatchObject({ namespace: 'prod', labels: { owner: 'web' } });
    expect(objects.map(({ metadata }) => metadata.name)).toContain('shop-api-headless');
  });
  test('an object that is not there is not written', () => {
    const { objects } = write(() => undefined, { autoscaling: { enabled: false }, disruption: { enabled: false } });
    expect(objects.map((object) => (object as Plain | null)?.kind)).toEqual([
      'ServiceAccount',
      'ConfigMap',
      'Service',
      'Service',
      'Deployment',
    ]);
  });
  test('labels and JSON patches of cdk8s apply', () => {
    const { objects } = write((_, chart) => {
      const deployment = chart.node
        .findAll()
        .find((node): node is ApiObject => node instanceof ApiObject && node.kind === 'Deployment');
      deployment?.metadata.addLabel('tier', 'web');
      deployment?.metadata.addAnnotation('note', 'mine');
      deployment?.addJsonPatch(JsonPatch.add('/spec/paused', true));
    });
    expect(objects.find(({ kind }) => kind === 'Deployment')).toMatchObject({
      metadata: { labels: { tier: 'web', 'app.kubernetes.io/component': 'api' }, annotations: { note: 'mine' } },
      spec: { paused: true },
    });
  });
  test('a broken rule fails app.synth() and writes nothing', () => {
    expect(() => write(() => undefined, { autoscaling: { min: 5, max: 4 } })).toThrow(
      'SCALE-WORKLOAD-001: api.autoscaling.min: the minimum (5)',
    );
    expect(existsSync(join(folder, 'shop.k8s.yaml'))).toBe(false);
  });
});

test('a property that the schema refuses is refused at construction, by the path of the construct', () => {
  expect(codesOf(() => synth({ port: 0, replicas: 1.5 }))).toEqual(['SCALE-VALUES-003', 'SCALE-VALUES-002']);
  expect(() => synth({ port: 0 })).toThrow('SCALE-VALUES-003: shop/api port: 0 must be at least 1');
});
