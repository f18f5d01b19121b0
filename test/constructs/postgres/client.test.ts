import { WebService, type PostgresClusterProps } from '../../../constructs';
import { DATABASE_ENV } from '../../../constructs/postgres/client';
import { pick } from '../support';
import { synth, type Given } from './synth';

const TLS: PostgresClusterProps = { tls: { enabled: true, existingSecret: 'cert' } };
const EXTERNAL: PostgresClusterProps = {
  mode: 'external',
  external: { host: 'db.example.org', port: 5433 },
  existingSecret: 'mine',
};

/** What the app of a service that is connected to a database is given. */
function app(given: Given = {}) {
  const { get } = synth(given, (database, chart) => {
    new WebService(chart, 'api', { image: 'shop/api:1' }).connect(database);
  });
  const pod = pick(get('Deployment', 'shop-api'), 'spec.template.spec');
  const variables = pick(pod, 'containers.0.env') as { name: string; value: string }[];
  return {
    text: JSON.stringify(pod),
    env: Object.fromEntries(variables.map(({ name, value }) => [name, value])),
    volumes: pick(pod, 'volumes') as unknown[],
    mounts: pick(pod, 'containers.0.volumeMounts') as unknown[],
  };
}
const passwordIn = ({ volumes }: ReturnType<typeof app>) =>
  pick(
    volumes.find((volume) => pick(volume, 'name') === 'database'),
    'projected.sources.0.secret',
  );

test('an app is told where the primary and the replicas are', () => {
  expect(app().env).toMatchObject({
    DATABASE_HOST: 'shop-postgres',
    DATABASE_REPLICA_HOST: 'shop-postgres-replicas',
    DATABASE_PORT: '5432',
    DATABASE_NAME: 'app',
    DATABASE_USER: 'app',
  });
});
test('reads go to the primary where there is no replica', () => {
  const { env } = app({ postgres: { replicas: 1, durability: 'async-fast' } });
  expect(env).toMatchObject({ DATABASE_REPLICA_HOST: 'shop-postgres' });
});
test('database and user are those of the values', () => {
  const { env } = app({ postgres: { database: 'orders', user: 'web' } });
  expect(env).toMatchObject({ DATABASE_NAME: 'orders', DATABASE_USER: 'web' });
});

test('behind a pooler all of it leads there', () => {
  expect(app({ pooler: {} }).env).toMatchObject({
    DATABASE_HOST: 'shop-pooler',
    DATABASE_REPLICA_HOST: 'shop-pooler-replicas',
    DATABASE_PORT: '6432',
  });
});
test('a pooler that is off leads nobody', () => {
  expect(app({ pooler: { enabled: false } }).env).toEqual(app().env);
});
test('the password is a file that the app may only read', () => {
  const given = app();
  expect(given.env['DATABASE_PASSWORD_FILE']).toBe('/etc/scaleout/database/password');
  expect(given.mounts).toContainEqual({ name: 'database', mountPath: '/etc/scaleout/database', readOnly: true });
  expect(passwordIn(given)).toEqual({
    name: 'shop-postgres',
    items: [{ key: 'app-password', path: 'password' }],
  });
  expect(given.volumes).toContainEqual({
    name: 'database',
    projected: { defaultMode: 0o440, sources: [{ secret: passwordIn(given) }] },
  });
});
test('no password is in the environment, and no other one in the pod', () => {
  for (const given of [app(), app({ pooler: {} }), app({ postgres: TLS })]) {
    expect(given.text).not.toContain('secretKeyRef');
    expect(given.text).not.toContain('secretRef');
    expect(Object.keys(given.env).filter((name) => /PASS/.test(name))).toEqual(['DATABASE_PASSWORD_FILE']);
    expect(given.text.match(/[a-z-]*-password"/g)).toEqual(['app-password"']);
  }
});
test('the second login takes the place of the first, name and password together', () => {
  const given = app({ postgres: { alternateUser: true } });
  expect(given.env).toMatchObject({ DATABASE_USER: 'app_alternate' });
  expect(passwordIn(given)).toMatchObject({ items: [{ key: 'app-alternate-password', path: 'password' }] });
});

test('with TLS an app is told to check whom it talks to, and is given what it needs for that', () => {
  const given = app({ postgres: TLS });
  expect(given.env).toMatchObject({
    DATABASE_SSLMODE: 'verify-full',
    DATABASE_SSLROOTCERT: '/etc/scaleout/database/ca.crt',
  });
  expect(given.text).toContain('{"name":"cert","items":[{"key":"ca.crt","path":"ca.crt"}]}');
  expect(given.text).not.toContain('tls.key');
});
test('while TLS is not required an app takes it where it is offered', () => {
  const given = app({ postgres: { tls: { ...TLS.tls, required: false } } });
  expect(given.env).toMatchObject({ DATABASE_SSLMODE: 'prefer' });
});
test('without TLS it is told nothing of it', () => {
  expect(Object.keys(app().env).filter((name) => name.includes('SSL'))).toEqual([]);
});

test('a database elsewhere is reached straight, with its own Secret', () => {
  const given = app({ postgres: EXTERNAL, pooler: {} });
  expect(given.env).toMatchObject({
    DATABASE_HOST: 'db.example.org',
    DATABASE_REPLICA_HOST: 'db.example.org',
    DATABASE_PORT: '5433',
  });
  expect(passwordIn(given)).toMatchObject({ name: 'mine' });
});
test('it may have a host of its own for reads', () => {
  const external = { host: 'db.example.org', replicaHost: 'read.example.org' };
  expect(app({ postgres: { ...EXTERNAL, external } }).env).toMatchObject({ DATABASE_REPLICA_HOST: 'read.example.org' });
});

test('every variable that is set is a public name', () => {
  const names = Object.keys(app({ postgres: TLS }).env).filter((name) => name.startsWith('DATABASE_'));
  expect(names).toEqual([...DATABASE_ENV]);
});

test('connections of the app are counted, those of a roll-out too', () => {
  const { database } = synth({}, (to, chart) => {
    new WebService(chart, 'api', {
      image: 'shop/api:1',
      autoscaling: { enabled: false },
      replicas: 4,
      rollout: { maxSurgePercent: 25 },
    }).connect(to, { pool: 7, processes: 2 });
    new WebService(chart, 'web', { image: 'shop/web:1', autoscaling: { max: 3 } }).connect(to);
  });
  expect(database.budget.sum).toMatch(/^api 5 pods x 2 processes x 7 = 70, web \d+ pods x 1 processes x 10 = \d+$/);
});
test('a database without clients needs no connection', () => {
  const { budget } = synth().database;
  expect([budget.connections, budget.sum]).toEqual([0, 'no client']);
});
