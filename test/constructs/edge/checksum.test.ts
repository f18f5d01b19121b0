import { pick } from '../support';
import { confOf, templateOf, type Built, type Given } from './synth';

const checksum = (given?: Given, change?: (built: Built) => void) =>
  pick(templateOf(given, change), 'metadata.annotations.checksum/config');

/** What stands in nginx.conf, or beside it: pods have to be new to have it. */
const CHANGES: Readonly<Record<string, Given>> = {
  hosts: { edge: { hosts: ['a.example.com'] } },
  'a redirect': { edge: { redirects: { '/a': '/b' } } },
  'a file': { edge: { files: { 'a.txt': 'x' } } },
  'the number of workers': { edge: { workers: 3 } },
  IPv6: { edge: { ipv6: true } },
  'the access log': { edge: { accessLog: false } },
  'the time to finish': { edge: { shutdown: { finishSeconds: 21 } } },
  balancing: { edge: { balancing: { maxFails: 4 } } },
  'name servers': { edge: { dns: { resolvers: '10.0.0.10' } } },
  'the oldest TLS': { edge: { tls: { minVersion: '1.3' } } },
  'what is in front': { edge: { realIp: { from: ['10.0.0.0/8'] } } },
  'times of clients': { edge: { limits: { headerSeconds: 11 } } },
  'the store': { edge: { cache: { inactiveMinutes: 61 } } },
  compression: { edge: { compression: { level: 6 } } },
  'a header': { edge: { headers: { security: { 'X-A': 'b' } } } },
  'a question before each request': { edge: { auth: { enabled: true } } },
  maintenance: { edge: { maintenance: { enabled: true } } },
  'the least number of pods, by which limits are divided': { edge: { autoscaling: { min: 3 } } },
  'a limit of a route': { policy: { rateLimit: { requests: 10 } } },
  'the host of a route': { options: { host: 'a.example.com' } },
  'a canary': { options: { canary: { component: 'x', headlessName: 'x', port: 1, mostPods: 1, drainSeconds: 10 } } },
  'a route that is exact': { options: { match: 'exact' } },
  'the port of a service': { api: { port: 8001 } },
};

/** What does not: a new pod would be for nothing. */
const SAME: Readonly<Record<string, Given>> = {
  'the most pods there may be': { edge: { autoscaling: { max: 50 } } },
  'the number of pods beside an autoscaler': { edge: { replicas: 7 } },
  'how fast it scales': { edge: { autoscaling: { scaleUp: { percent: 100 } } } },
  'how a drain is limited': { edge: { disruption: { enabled: false } } },
  'annotations of objects': {
    edge: { service: { annotations: { a: 'b' } }, entry: { annotations: { c: 'd' } } },
  },
  'a load balancer': { edge: { entry: { kind: 'loadBalancer', sourceRanges: ['10.0.0.0/8'] } } },
  'the scale of a service': { api: { autoscaling: { max: 30 } } },
  'the image of a service': { api: { image: 'shop/api:2' } },
};

test.each(Object.entries(CHANGES))('%s: a change rolls out new pods', (_, given) => {
  expect(checksum(given)).toMatch(/^[0-9a-f]{64}$/);
  expect(checksum(given)).not.toBe(checksum());
});
test.each(Object.entries(SAME))('%s: a change rolls out nothing', (_, given) => {
  expect(checksum(given)).toBe(checksum());
  expect(confOf(given)).toBe(confOf());
});
test('another canary rolls out new pods', () => {
  const canary = (headlessName: string) => ({ component: 'x', headlessName, port: 1, mostPods: 1, drainSeconds: 10 });
  expect(checksum({ options: { canary: canary('a') } })).not.toBe(checksum({ options: { canary: canary('b') } }));
});
test('another route rolls out new pods', () => {
  expect(checksum({}, ({ edge, api }) => edge.route('/more/', api))).not.toBe(checksum());
});
test('the order in which things are said changes nothing', () => {
  const redirects = (...paths: string[]): Given => ({
    edge: { redirects: Object.fromEntries(paths.map((path) => [path, '/'])) },
  });
  expect(checksum(redirects('/a', '/b'))).toBe(checksum(redirects('/b', '/a')));
});
