import { METRICS, PATHS, sample, STATUSES, type Sample } from '@scaleout/health-contract';
import fc from 'fast-check';
import { expositionOf } from '../../../../services/health-sidecar/src/http/metrics/exposition';
import { ofPod, snapshot } from '../snapshots';
import { readExposition } from './exposition';
import { serveHealth } from './serve';

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

const measured = (samples: readonly Sample[], more: Partial<Parameters<typeof snapshot>[0]> = {}) =>
  snapshot({ name: 'redis', reading: { status: 'ok', samples }, ...more });

const scrape = async (ask: Awaited<ReturnType<typeof serveHealth>>['ask'], path: string = PATHS.metrics) => {
  const { status, body } = await ask(path);
  expect(status).toBe(200);
  const families = readExposition(body);
  return {
    families,
    valueOf: (name: string, labels: Record<string, string> = {}) =>
      families.get(`my_shop_${name}`)?.samples.find((each) => JSON.stringify(each.labels) === JSON.stringify(labels))
        ?.value,
  };
};

describe('a scrape', () => {
  test('tells what collectors have measured, under the name of the stack', async () => {
    const { ask } = await serveHealth({
      snapshots: [measured([...sample('redis_hit_ratio', 0.97, {}), ...sample('redis_keys', 5, { node: 'redis-0' })])],
    });
    const { valueOf, families } = await scrape(ask);
    expect(valueOf('redis_hit_ratio')).toBe(0.97);
    expect(valueOf('redis_keys', { node: 'redis-0' })).toBe(5);
    expect(families.get('my_shop_redis_keys')).toMatchObject({ type: 'gauge', help: METRICS.redis_keys.help });
  });

  test('is the same at the path of the reference', async () => {
    const { ask } = await serveHealth({ snapshots: [measured(sample('redis_hit_ratio', 0.97, {}))] });
    expect((await scrape(ask, PATHS.prometheus)).valueOf('redis_hit_ratio')).toBe(0.97);
  });

  test('tells how the collectors do', async () => {
    const { ask } = await serveHealth({
      snapshots: [
        ofPod({ name: 'app', ageSeconds: 2.5, last: { outcome: 'ok', seconds: 0.125 } }),
        snapshot({
          name: 'redis',
          status: 'down',
          last: { outcome: 'timeout', seconds: 2 },
          runs: { ok: 7, error: 2, timeout: 3 },
        }),
        snapshot({ name: 'database', status: 'unknown', runs: { ok: 0, error: 0, timeout: 0 } }),
      ],
    });
    const { valueOf } = await scrape(ask);
    const of = (name: string) => ['app', 'redis', 'database'].map((collector) => valueOf(name, { collector }));
    expect(of('collector_success')).toEqual([1, 0, undefined]);
    expect(of('collector_age_seconds')).toEqual([2.5, 1.5, undefined]);
    expect(of('collector_duration_seconds')).toEqual([0.125, 2, undefined]);
    expect(valueOf('collector_runs_total', { collector: 'redis', result: 'timeout' })).toBe(3);
    expect(['app', 'redis', 'database'].map((component) => valueOf('errors_total', { component }))).toEqual([0, 5, 0]);
  });

  test('has each status of each component, and 1 for the one it has', async () => {
    const { ask } = await serveHealth({
      snapshots: STATUSES.map((status) => snapshot({ name: `c_${status}`, status })),
    });
    const { valueOf } = await scrape(ask);
    for (const has of STATUSES) {
      for (const status of STATUSES) {
        expect(valueOf('component_status', { component: `c_${has}`, status })).toBe(Number(has === status));
      }
    }
  });

  test('values of a reading that is too old are gone, and neither freeze nor become 0', async () => {
    const { ask, world } = await serveHealth({
      snapshots: [measured([...sample('redis_hit_ratio', 0.97, {}), ...sample('redis_hits_total', 9, { node: 'a' })])],
    });
    expect((await scrape(ask)).valueOf('redis_hit_ratio')).toBe(0.97);
    world.snapshots = [snapshot({ name: 'redis', status: 'unknown', ageSeconds: 60 })];
    const { families, valueOf } = await scrape(ask);
    expect([...families.keys()].filter((name) => name.startsWith('my_shop_redis_'))).toEqual([]);
    expect(valueOf('collector_age_seconds', { collector: 'redis' })).toBe(60);
  });

  test('a counter goes back when its source starts again', async () => {
    const { ask, world } = await serveHealth({ snapshots: [measured(sample('redis_hits_total', 900, { node: 'a' }))] });
    expect((await scrape(ask)).valueOf('redis_hits_total', { node: 'a' })).toBe(900);
    world.snapshots = [measured(sample('redis_hits_total', 3, { node: 'a' }))];
    const { valueOf, families } = await scrape(ask);
    expect(valueOf('redis_hits_total', { node: 'a' })).toBe(3);
    expect(families.get('my_shop_redis_hits_total')?.type).toBe('counter');
  });

  test.each(['application/openmetrics-text; version=1.0.0', 'application/vnd.google.protobuf', '*/*'])(
    'is text 0.0.4 for who asks for %s',
    async (accept) => {
      const { ask } = await serveHealth();
      const { headers, body } = await ask(PATHS.metrics, { accept });
      expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
      expect(body).not.toContain('# EOF');
    },
  );

  test('has names of the catalogue only', async () => {
    const { ask } = await serveHealth();
    await ask('/nothing');
    const { families } = await scrape(ask);
    for (const name of families.keys()) expect(Object.keys(METRICS)).toContain(name.replace(/^my_shop_/, ''));
    expect(families.size).toBeGreaterThan(8);
  });

  test('counts what was asked by paths that there are, whatever clients make up', async () => {
    const { ask } = await serveHealth();
    await ask(PATHS.liveness);
    await ask('/made-up-1');
    await ask('/made-up-2');
    const { valueOf, families } = await scrape(ask);
    expect(valueOf('sidecar_http_requests_total', { path: PATHS.liveness, status: '200' })).toBe(1);
    expect(valueOf('sidecar_http_requests_total', { path: 'other', status: '404' })).toBe(2);
    expect(families.get('my_shop_sidecar_http_requests_total')?.samples).toHaveLength(2);
    expect(valueOf('sidecar_info', { version: '1.2.3' })).toBe(1);
    expect(valueOf('sidecar_http_connections')).toBeGreaterThanOrEqual(1);
  });
});

describe('one that is broken', () => {
  test.each([
    ['a label that it has not', { ...sample('redis_keys', 1, { node: 'a' })[0], labels: { node: 'a', more: 'b' } }],
    ['a value that is no number', { ...sample('redis_keys', 1, { node: 'a' })[0], value: '1' }],
    ['a name that is none', { ...sample('redis_keys', 1, { node: 'a' })[0], name: 'redis keys' }],
    ['a counter below zero', sample('redis_hits_total', -1, { node: 'a' })[0]],
  ])('with %s is left out, and all others are there', async (_name, broken) => {
    const { ask, logged } = await serveHealth({
      snapshots: [measured([broken as Sample, ...sample('redis_hit_ratio', 0.5, {})])],
    });
    const { valueOf, families } = await scrape(ask);
    expect(valueOf('redis_hit_ratio')).toBe(0.5);
    expect(families.has('my_shop_redis_keys')).toBe(false);
    expect(families.has('my_shop_redis_hits_total')).toBe(false);
    expect(logged.join()).toContain('a metric cannot be written');
  });

  test('source leaves out its own, and all others are there', async () => {
    const broken = snapshot({ name: 'broken' });
    Object.defineProperty(broken, 'runs', {
      get: () => {
        throw new Error('broken');
      },
    });
    const { ask } = await serveHealth({ snapshots: [broken, snapshot({ name: 'redis' })] });
    const { valueOf } = await scrape(ask);
    expect(valueOf('component_status', { component: 'redis', status: 'ok' })).toBe(1);
  });
});

test('whatever a label is, it is read as it was', async () => {
  const label = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom('"', '\\', '\n', '}', ',', '=', ' ', 'ü') }));
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(label, { minLength: 1 }), fc.double({ noNaN: true }), async (nodes, value) => {
      // A carriage return is no end of a line for Prometheus, as it is none here.
      const samples = nodes.flatMap((node) => sample('redis_keys', value, { node }));
      const family = readExposition(await expositionOf('x_', samples, silent as never)).get('x_redis_keys');
      expect(family?.samples).toEqual(
        nodes.map((node) => ({ labels: { node }, value: value === 0 ? (expect.closeTo(0) as unknown) : value })),
      );
    }),
  );
});

describe('a sample that makes no sense', () => {
  const gauge = { type: 'gauge', unit: 'none', help: 'Own.', labels: [] };
  const good = { name: 'own_good', definition: gauge, labels: {}, value: 7 };
  test.each<[string, unknown]>([
    ['null', null],
    ['a word', 'own 1'],
    ['one without a definition', { ...good, name: 'own_bad', definition: undefined }],
    ['one with a name that there cannot be', { ...good, name: 'own bad{' }],
    ['one whose value is text', { ...good, value: '12' }],
    ['one whose value is null', { ...good, value: null }],
    ['one with a label that is not declared', { ...good, labels: { other: 'x' } }],
    ['one with labels that are null', { ...good, labels: null }],
    ['one called like a metric of the sidecar', { ...good, name: 'component_status', labels: { own: 'x' } }],
    ['one called like a metric that comes later', { ...good, name: 'sidecar_info' }],
  ])('(%s) takes nothing but itself away', async (_, bad) => {
    const { ask } = await serveHealth({
      snapshots: [measured([bad, good, bad] as never, { name: 'own' }), ofPod({ name: 'app' })],
    });
    const { valueOf, families } = await scrape(ask);
    expect(valueOf('own_good')).toBe(7);
    expect(valueOf('component_status', { component: 'app', status: 'ok' })).toBe(1);
    expect(families.get('my_shop_sidecar_info')?.samples.some(({ labels }) => labels['version'] !== undefined)).toBe(
      true,
    );
  });
});
