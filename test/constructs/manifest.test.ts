import { App, Chart, JsonPatch, Testing } from 'cdk8s';
import { Manifest, rounds, type Presence } from '../../constructs';
import { add, gt, str } from '../../constructs/values/ops';
import { merge, when } from '../../constructs/values/template';
import { Construct } from 'constructs';
import { RELEASE, pick, ref, valueOf } from './support';

const chart = () => new Chart(Testing.app(), 'shop');
const at = (values: object) => ({ values: values as never, release: RELEASE });
/** cdk8s writes an object of nothing as an empty document. */
const present = (of: Chart) => (Testing.synth(of) as unknown[]).filter((object) => object !== undefined);
const service = { metadata: { name: 'api' }, spec: { type: 'ClusterIP' } } as const;

test('an object has its kind, its API version and its fields in the order of a person', () => {
  const manifest = new Manifest(chart(), 'Service', 'Service', service);
  expect(Object.keys(manifest.template)).toEqual(['apiVersion', 'kind', 'metadata', 'spec']);
  expect(manifest.evaluateAll(at({}))).toEqual([{ apiVersion: 'v1', kind: 'Service', ...service }]);
});

test('expressions in it are known once the values are', () => {
  const manifest = new Manifest(chart(), 'S', 'Service', {
    metadata: { name: str`${ref<string>('string', 'name')}-x` },
    spec: { ports: [{ port: add(ref<number>('int', 'port'), 1) }] },
  });
  expect(manifest.evaluateAll(at({ name: 'a', port: 80 }))).toMatchObject([
    { metadata: { name: 'a-x' }, spec: { ports: [{ port: 81 }] } },
  ]);
});

test('what makes its fields is asked when the whole tree stands, and says the same each time', () => {
  const body = jest.fn(() => service);
  const manifest = new Manifest(chart(), 'S', 'Service', body);
  expect(body).not.toHaveBeenCalled();
  expect(manifest.template).toEqual(manifest.template);
  expect(body).toHaveBeenCalled();
});

describe('presence', () => {
  const when3 = { when: gt(ref<number>('int', 'n'), 3) };
  test('an object with a condition is there only when it holds', () => {
    const manifest = new Manifest(chart(), 'S', 'Service', service, when3);
    expect(manifest.evaluateAll(at({ n: 4 }))).toHaveLength(1);
    expect(manifest.evaluateAll(at({ n: 3 }))).toEqual([]);
  });
  test('a literal condition is one too, and no condition is none', () => {
    expect(new Manifest(chart(), 'S', 'Service', service, { when: false }).evaluateAll(at({}))).toEqual([]);
    expect(new Manifest(chart(), 'S', 'Service', service).condition).toBeUndefined();
  });
  test('a loop makes one object a round', () => {
    const [{ index, loop } = { index: 0, loop: undefined }] = rounds(ref<number>('int', 'n'), 'shard');
    const body = { metadata: { name: str`redis-${index}` } };
    const names = (presence: Presence, values: object) =>
      new Manifest(chart(), 'S', 'Service', body, presence)
        .evaluateAll(at(values))
        .map((object) => pick(object, 'metadata.name'));
    expect(names({ loop }, { n: 3 })).toEqual(['redis-0', 'redis-1', 'redis-2']);
    expect(names({ loop, when: gt(index, 1) }, { n: 3 })).toEqual(['redis-2']);
  });
  test.each<[string, Presence, boolean]>([
    ['as it is', {}, true],
    ['with a condition', when3, true],
    ['on demand', { onDemand: true }, false],
    ['on removal', { onRemoval: true }, false],
  ])('an object that is there %s is part of what is applied: %p', (_, presence, applied) => {
    expect(new Manifest(chart(), 'S', 'Service', service, presence).isApplied).toBe(applied);
  });
});

describe('the sync wave', () => {
  const annotation = (manifest: { readonly template: object }) =>
    (pick(valueOf(manifest.template), 'metadata.annotations') as Record<string, string> | undefined)?.[
      'argocd.argoproj.io/sync-wave'
    ];
  test('is that of the kind', () => {
    expect(annotation(new Manifest(chart(), 'C', 'ConfigMap', { metadata: { name: 'a' } }))).toBe('-3');
    expect(annotation(new Manifest(chart(), 'S', 'Service', service))).toBeUndefined();
  });
  test('can be another, and 0 is not written', () => {
    expect(annotation(new Manifest(chart(), 'S', 'Service', service, { wave: 5 }))).toBe('5');
    expect(
      annotation(new Manifest(chart(), 'C', 'ConfigMap', { metadata: { name: 'a' } }, { wave: 0 })),
    ).toBeUndefined();
  });
  test('leaves other annotations as they are', () => {
    const manifest = new Manifest(chart(), 'C', 'ConfigMap', {
      metadata: { name: 'a', annotations: { note: 'mine' } },
    });
    expect(pick(valueOf(manifest.template), 'metadata.annotations')).toMatchObject({ note: 'mine' });
  });
});

describe('in a plain cdk8s app', () => {
  test('metadata that is left out is what cdk8s makes of it', () => {
    const of = chart();
    new Manifest(of, 'settings', 'ConfigMap', { data: { a: 'b' } });
    expect(Testing.synth(of)).toMatchObject([
      { metadata: { name: expect.stringMatching(/^shop-settings-/) as string }, data: { a: 'b' } },
    ]);
  });
  test('metadata may be merged of parts', () => {
    const of = chart();
    new Manifest(of, 'settings', 'ConfigMap', {
      metadata: merge<{ name: string }>({ name: 'a' }) as never,
      data: { a: 'b' },
    });
    expect(Testing.synth(of)).toEqual([
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'a', annotations: { 'argocd.argoproj.io/sync-wave': '-3' } },
        data: { a: 'b' },
      },
    ]);
  });
  test('an object whose condition does not hold is nothing', () => {
    const of = chart();
    new Manifest(of, 'S', 'Service', service, { when: false });
    expect(present(of)).toEqual([]);
  });
  test('what runs on demand or on removal is not applied', () => {
    const of = chart();
    new Manifest(of, 'P', 'Pod', { metadata: { name: 'a' } }, { onDemand: true });
    new Manifest(of, 'J', 'ConfigMap', { metadata: { name: 'b' } }, { onRemoval: true });
    expect(present(of)).toEqual([]);
  });
  test('JSON patches change the object, and are listed for the back end that cannot', () => {
    const of = chart();
    const manifest = new Manifest(of, 'S', 'Service', service);
    manifest.addJsonPatch(JsonPatch.replace('/spec/type', 'NodePort'));
    expect(Testing.synth(of)).toMatchObject([{ spec: { type: 'NodePort' } }]);
    expect(manifest.jsonPatches).toHaveLength(1);
  });
  test('it works below any construct, and twice', () => {
    const app = new App({ outdir: Testing.app().outdir });
    const of = new Chart(app, 'shop');
    new Manifest(new Construct(of, 'a'), 'S', 'Service', service);
    new Manifest(new Construct(of, 'b'), 'S', 'Service', { ...service, metadata: { name: 'b' } });
    expect(Testing.synth(of)).toHaveLength(2);
    expect(Testing.synth(of)).toEqual(Testing.synth(of));
  });
  test('a reference into values has nothing to refer to, and is refused', () => {
    const of = chart();
    new Manifest(of, 'S', 'Service', { metadata: { name: ref<string>('string', 'name') } });
    expect(() => present(of)).toThrow("SCALE-VALUES-021: 'values.name' is not there");
  });
  test('a conditional field that is decided by literals is there or not', () => {
    const of = chart();
    new Manifest(of, 'S', 'Service', {
      metadata: { name: 'a' },
      spec: { type: when(false, 'X'), clusterIP: when(true, 'None') },
    });
    expect(Testing.synth(of)).toMatchObject([{ spec: { clusterIP: 'None' } }]);
  });
});
