import { WebService, type RedisClusterProps } from '../../../constructs';
import { REDIS_ENV } from '../../../constructs/redis/client';
import { pick } from '../support';
import { EXISTING, STANDALONE, synth, TLS } from './synth';

/** What the app of a service that is connected to a cache is given. */
function app(props: RedisClusterProps = {}) {
  const { get } = synth(props, (cache, chart) => {
    new WebService(chart, 'api', { image: 'shop/api:1' }).connect(cache);
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
    volumes.find((volume) => pick(volume, 'name') === 'redis'),
    'projected.sources.0.secret',
  );

test('an app is told where the cluster is, and what it is', () => {
  expect(app().env).toMatchObject({ REDIS_MODE: 'cluster', REDIS_CLUSTER_NODES: 'shop-redis:6379' });
});
test('a single node is told the same way', () => {
  expect(app(STANDALONE).env).toMatchObject({ REDIS_MODE: 'standalone', REDIS_CLUSTER_NODES: 'shop-redis:6379' });
});
test('of a cache that is there already, the nodes of the values are told, and what it is', () => {
  expect(app(EXISTING).env).toMatchObject({
    REDIS_MODE: 'cluster',
    REDIS_CLUSTER_NODES: 'a.example.org:7000,b.example.org:7001',
  });
  expect(app({ ...EXISTING, existing: { mode: 'standalone', nodes: ['cache:6379'] } }).env).toMatchObject({
    REDIS_MODE: 'standalone',
    REDIS_CLUSTER_NODES: 'cache:6379',
  });
});

test('the password is a file that the app may only read', () => {
  const given = app();
  expect(given.env['REDIS_PASSWORD_FILE']).toBe('/etc/scaleout/redis/password');
  expect(given.mounts).toContainEqual({ name: 'redis', mountPath: '/etc/scaleout/redis', readOnly: true });
  expect(passwordIn(given)).toEqual({ name: 'shop-redis', items: [{ key: 'password', path: 'password' }] });
});
test.each([STANDALONE, EXISTING, {}])('it is that of the Secret of the values, %j', (props) => {
  expect(passwordIn(app({ ...props, existingSecret: 'mine' }))).toMatchObject({ name: 'mine' });
});
test('no password is in the environment, and no other one in the pod', () => {
  for (const given of [app(), app(STANDALONE), app(TLS)]) {
    expect(given.text).not.toMatch(/secretKeyRef|secretRef/);
    expect(Object.keys(given.env).filter((name) => name.includes('PASS'))).toEqual(['REDIS_PASSWORD_FILE']);
    expect(given.text).not.toMatch(/[a-z]+-password"/);
  }
});

test('with TLS an app is given what it checks the server by, and no key', () => {
  const given = app(TLS);
  expect(given.env).toMatchObject({ REDIS_TLS_CA_FILE: '/etc/scaleout/redis/ca.crt' });
  expect(given.text).toContain('{"name":"cert","items":[{"key":"ca.crt","path":"ca.crt"}]}');
  expect(given.text).not.toContain('tls.key');
});
test('without TLS it is told nothing of it', () => {
  expect(app().env).not.toHaveProperty('REDIS_TLS_CA_FILE');
  expect(app().text).not.toContain('ca.crt');
});

test('every variable that is set is a public name', () => {
  const names = Object.keys(app(TLS).env).filter((name) => name.startsWith('REDIS_'));
  expect(names).toEqual([...REDIS_ENV]);
});
