import { collectorsOf } from '../../../../services/health-sidecar/src/collectors';
import { configurationSchema, type ConfigurationInput } from '../../../../services/health-sidecar/src/configuration';

const collectorsFor = (input: ConfigurationInput) => collectorsOf(configurationSchema.parse(input));

test('what the configuration names is looked at, and the sidecar itself always', async () => {
  const none = collectorsFor({ stack: 'shop' });
  const all = collectorsFor({
    stack: 'shop',
    app: { http: 'http://127.0.0.1:8000/health' },
    edge: { status: 'http://127.0.0.1:8081/nginx_status' },
    redis: { mode: 'cluster', nodes: [{ host: 'shop-redis', port: 6379 }], user: 'monitor' },
    system: {},
    disks: [{ path: '/data' }],
    certificates: [{ file: '/tls/tls.crt' }],
  });
  expect(none.map(({ name }) => name)).toEqual(['sidecar']);
  expect(all.map(({ name, scope }) => `${name} ${scope}`)).toEqual([
    ...['app pod', 'edge pod', 'redis shared', 'system pod', 'disk pod', 'certificates shared', 'sidecar pod'],
  ]);
  // The app and what it depends on have to have answered before the pod counts as started; what is only watched has not.
  expect(all.filter(({ neededAtStart }) => neededAtStart !== false).map(({ name }) => name)).toEqual([
    ...['app', 'edge', 'redis'],
  ]);
  for (const collector of [...none, ...all]) await collector.close?.();
});
