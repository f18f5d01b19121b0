import { WAVE_ANNOTATION, WAVES } from '../../../constructs/waves';
import { pick } from '../support';
import { synth, type Given } from './synth';

const { get, objects } = synth();
const spec = (name: string) => pick(get('Service', name), 'spec') as Record<string, unknown>;
const podLabels = pick(get('StatefulSet'), 'spec.template.metadata.labels') as Record<string, string>;
const services = (given: Given) => synth(given).objects.filter(({ kind }) => kind === 'Service');

test('a cluster has six Services', () => {
  expect(objects.filter(({ kind }) => kind === 'Service').map(({ metadata }) => metadata.name)).toEqual([
    'shop-postgres',
    'shop-postgres-replicas',
    'shop-postgres-pods',
    'shop-postgres-config',
    'shop-postgres-sync',
    'shop-postgres-failover',
  ]);
});

test('the leader has an address of its own and no selector, as Patroni says who it is', () => {
  expect(spec('shop-postgres')).not.toHaveProperty('selector');
  expect(spec('shop-postgres')).not.toHaveProperty('clusterIP');
  expect(spec('shop-postgres')).toMatchObject({ type: 'ClusterIP' });
});
test('its ports are named as those that Patroni writes into its Endpoints', () => {
  expect(spec('shop-postgres')['ports']).toMatchObject([
    { name: 'postgresql', port: 5432 },
    { name: 'patroni', port: 8008 },
  ]);
});

test('replicas are the members that Patroni has labelled so, and ready', () => {
  const { selector } = spec('shop-postgres-replicas');
  expect(selector).toEqual({ ...(spec('shop-postgres-pods')['selector'] as object), role: 'replica' });
  expect({ ...podLabels, role: 'replica' }).toMatchObject(selector as object);
  expect(podLabels).not.toHaveProperty('role');
  expect(spec('shop-postgres-replicas')).not.toHaveProperty('publishNotReadyAddresses');
});

test('members find each other before they are ready, by the name that the StatefulSet gives them', () => {
  expect(spec('shop-postgres-pods')).toMatchObject({ clusterIP: 'None', publishNotReadyAddresses: true });
  expect(podLabels).toMatchObject(spec('shop-postgres-pods')['selector'] as object);
  expect(pick(get('StatefulSet'), 'spec.serviceName')).toBe('shop-postgres-pods');
});

test.each(['config', 'sync', 'failover'])("Patroni's store %s belongs to a Service without pods", (store) => {
  expect(spec(`shop-postgres-${store}`)).toMatchObject({ clusterIP: 'None' });
  expect(spec(`shop-postgres-${store}`)).not.toHaveProperty('selector');
});

test('only the Service of all pods has those that are not ready', () => {
  const open = objects.filter((object) => pick(object, 'spec.publishNotReadyAddresses') === true);
  expect(open.map(({ metadata }) => metadata.name)).toEqual(['shop-postgres-pods']);
});

test('Services are there before the apps', () => {
  const waves = objects
    .filter(({ kind }) => kind === 'Service')
    .map(({ metadata }) => Number(metadata.annotations?.[WAVE_ANNOTATION]));
  expect(Math.max(...waves)).toBeLessThan(WAVES.Deployment);
});

test('annotations of the values are on every one of them', () => {
  const annotated = services({ postgres: { service: { annotations: { team: 'data' } } } });
  expect(annotated.filter(({ metadata }) => metadata.annotations?.['team'] !== 'data')).toEqual([]);
});

test('a database elsewhere has none', () => {
  const postgres = { mode: 'external', external: { host: 'db.example.org' }, existingSecret: 'mine' } as const;
  expect(services({ postgres })).toEqual([]);
});
