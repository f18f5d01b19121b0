import { Chart, Testing } from 'cdk8s';
import { z } from 'zod';
import { edgeValues, NginxEdge, routeValues, webServiceValues, WebService } from '../../../constructs';
import { CODES } from '../../../constructs/errors';
import { resolveProps } from '../../../constructs/values/props';
import { refs } from '../../../constructs/values/refs';
import { rulesOf } from '../../../constructs/values/rules';
import { RELEASE } from '../support';
import { BALANCER, BEHIND, build, GATEWAY, HOSTS, INGRESS, refusals, type Given } from './synth';

const disk = (limit: string | null, more: Given['edge'] = {}): Given => ({
  edge: { ...more, resources: { limits: { 'ephemeral-storage': limit as never } } },
});
/** What the store may take, with an eighth and 64 MiB over, and /tmp. */
const NEEDED = 1024 + 128 + 64 + 1024;
/** A canary, as a route is told of one. */
const canary = (runs: boolean): Given => ({
  policy: { canaryPercent: 1 },
  options: { canary: { component: 'next', headlessName: 'next', port: 80, mostPods: 1, drainSeconds: 10, runs } },
});
const exact = (redirects: Record<string, string>): Given => ({
  edge: { redirects },
  options: { match: 'exact' },
});

/** Each rule: values that just break it, and the nearest that do not. */
const TABLE: readonly [code: string, name: string, broken: Given, fine: Given][] = [
  ['001', 'a redirect of an exact route', exact({ '/api/': '/x' }), exact({ '/api': '/x' })],
  [
    '001',
    'but not of a prefix, which it goes before',
    exact({ '/api/': '/x' }),
    { ...exact({ '/api/': '/x' }), options: { match: 'prefix' } },
  ],
  [
    '003',
    'kept answers to requests that say who asks',
    { policy: { cache: { enabled: true, credentials: 'forward' } } },
    { policy: { cache: { enabled: true, credentials: 'bypass' } } },
  ],
  [
    '003',
    'but not where nothing is kept',
    { policy: { cache: { enabled: true, credentials: 'forward' } } },
    { policy: { cache: { enabled: false, credentials: 'forward' } } },
  ],
  ['004', 'an Ingress in front that is not named', { edge: { ...INGRESS, realIp: {} } }, { edge: INGRESS }],
  ['004', 'a Gateway in front that is not named', { edge: { ...GATEWAY, realIp: {} } }, { edge: GATEWAY }],
  [
    '004',
    'who ends TLS in front and is not named',
    { edge: { tls: { at: 'front' } } },
    { edge: { ...BEHIND, tls: { at: 'front' } } },
  ],
  [
    '005',
    'more pods than a zone has room for, those of a roll-out counted',
    { api: { autoscaling: { max: 70 } } },
    { api: { autoscaling: { max: 69 } } },
  ],
  [
    '005',
    'a small zone',
    { edge: { balancing: { zoneKilobytes: 64 } }, api: { autoscaling: { max: 13 } } },
    { edge: { balancing: { zoneKilobytes: 64 } }, api: { autoscaling: { max: 12 } } },
  ],
  [
    '006',
    'fewer requests than pods',
    { policy: { rateLimit: { requests: 1 } } },
    { policy: { rateLimit: { requests: 2 } } },
  ],
  [
    '006',
    'fewer than pods where their number is fixed',
    { edge: { autoscaling: { enabled: false }, replicas: 5 }, policy: { rateLimit: { requests: 4 } } },
    { edge: { autoscaling: { enabled: false }, replicas: 5 }, policy: { rateLimit: { requests: 0 } } },
  ],
  [
    '007',
    'a drain that is over before the edge hears of it',
    { api: { shutdown: { drainSeconds: 6 } } },
    { api: { shutdown: { drainSeconds: 7 } } },
  ],
  [
    '007',
    'addresses that are good for too long',
    { edge: { dns: { validSeconds: 9 } } },
    { edge: { dns: { validSeconds: 8 } } },
  ],
  [
    '008',
    'a retry that is over before the first try can be',
    { policy: { retries: { timeoutSeconds: 1 } } },
    { policy: { retries: { timeoutSeconds: 2 } } },
  ],
  [
    '008',
    'but not where there is no retry',
    { policy: { retries: { timeoutSeconds: 1 } } },
    { policy: { retries: { attempts: 1, timeoutSeconds: 1 } } },
  ],
  [
    '009',
    'a Gateway without a class',
    { edge: { ...GATEWAY, entry: { kind: 'gateway' } } },
    { edge: { ...INGRESS, entry: { kind: 'ingress' } } },
  ],
  [
    '009',
    'a Gateway that ends TLS for no host',
    { edge: { ...GATEWAY, hosts: [] } },
    { edge: { ...GATEWAY, hosts: [], tls: { at: 'none' } } },
  ],
  [
    '009',
    'an issuer without a host',
    { edge: { tls: { issuer: { name: 'le' } } } },
    { edge: { hosts: HOSTS, tls: { issuer: { name: 'le' } } } },
  ],
  [
    '009',
    'a Gateway that ends TLS without a certificate',
    { edge: { ...GATEWAY, tls: { at: 'front' } } },
    { edge: { ...GATEWAY, tls: { at: 'front', issuer: { name: 'le' } } } },
  ],
  [
    '009',
    'an issuer that would write over a Secret',
    { edge: { hosts: HOSTS, tls: { existingSecret: 'mine', issuer: { name: 'le' } } } },
    { edge: { hosts: HOSTS, tls: { existingSecret: 'mine' } } },
  ],
  ['009', 'TLS that ends at an Ingress and here', { edge: { ...INGRESS, tls: { at: 'edge' } } }, { edge: BALANCER }],
  [
    '009',
    'the PROXY protocol of nobody',
    { edge: { realIp: { proxyProtocol: true } } },
    { edge: { realIp: { proxyProtocol: true, from: ['10.0.0.1'] } } },
  ],
  ['010', 'a limit for less than what is kept', disk(`${NEEDED - 1}Mi`), disk(`${NEEDED}Mi`)],
  ['010', 'but not without a limit', disk('1Gi'), disk(null)],
  ['010', 'a larger /tmp', { edge: { security: { tmpSize: '2Gi' } } }, disk('4Gi', { security: { tmpSize: '2Gi' } })],
  [
    '011',
    'bodies of which two do not fit into /tmp',
    { policy: { bodyMegabytes: 513 } },
    { policy: { bodyMegabytes: 512 } },
  ],
  [
    '011',
    'bodies of any size, which are taken whole',
    { policy: { bodyMegabytes: 0 } },
    { policy: { bodyMegabytes: 0, bufferUploads: false } },
  ],
  ['012', 'a part of the clients for no canary', { policy: { canaryPercent: 1 } }, { policy: { canaryPercent: 0 } }],
  ['012', 'a part of the clients for a canary that does not run', canary(false), canary(true)],
];

const schema = z.strictObject({
  edge: edgeValues({ api: routeValues('The API.') }),
  api: webServiceValues('The API.'),
});

/** The codes that values break in a stack, where they are known only when it is installed. */
function brokenLater({ edge: props = {}, policy = {}, options = {}, api = {} }: Given): string[] {
  const chart = Testing.chart();
  const values = refs(schema);
  const { routes, ...own } = values.edge;
  const service = new WebService(chart, 'api', values.api);
  new NginxEdge(chart, 'edge', own).route('/api/', service, routes.api, options);
  const given = resolveProps(schema, { edge: { ...props, routes: { api: policy } }, api } as never, 'test') as never;
  return chart.node
    .findAll()
    .flatMap(rulesOf)
    .flatMap((rule) => rule.check({ values: given, release: RELEASE })?.code ?? []);
}

describe.each(TABLE)('SCALE-EDGE-%s: %s', (number, _, broken, fine) => {
  const code = `SCALE-EDGE-${number}`;
  test('values of a stack are refused just then', () => {
    expect(brokenLater(broken)).toEqual([code]);
    expect(brokenLater(fine)).toEqual([]);
  });
  test('so are literals in a plain app, by app.synth()', () => {
    // Two services there have the same drain.
    expect([...new Set(refusals(broken))]).toEqual([code]);
    expect(refusals(fine)).toEqual([]);
  });
});

test('a service behind several routes, or a canary of several, is judged once', () => {
  const api = { autoscaling: { max: 500 } };
  const twice = refusals({ api }, ({ edge, api: target }) => {
    edge.route('/more/', target).route('/most/', target);
  });
  expect(twice).toEqual(['SCALE-EDGE-005']);
  const canaries = refusals({}, ({ edge, web }, chart) => {
    const canary = new WebService(chart, 'next', { image: 'x', ...api });
    edge.route('/a/', web, {}, { canary }).route('/b/', web, {}, { canary }).route('/c/', canary);
  });
  expect(canaries).toEqual(['SCALE-EDGE-005']);
});

test('of a canary that does not run nothing can be wrong', () => {
  const canaryThat = (runs: boolean) => {
    const target = { component: 'next', headlessName: 'next', port: 80, mostPods: 500, drainSeconds: 1, runs };
    return refusals({ options: { canary: target } });
  };
  expect(canaryThat(false)).toEqual([]);
  expect(canaryThat(true)).toEqual(['SCALE-EDGE-007', 'SCALE-EDGE-005']);
});

test('of an edge that is off nothing of its own can be wrong', () => {
  for (const [, , { edge, ...rest }] of TABLE)
    expect(refusals({ ...rest, edge: { ...edge, enabled: false } })).toEqual([]);
});

test('the rules of every tier are those of the edge too', () => {
  expect(refusals({ edge: { autoscaling: { min: 11 } } })).toEqual(['SCALE-WORKLOAD-001']);
  expect(refusals({ edge: { shutdown: { gracePeriodSeconds: 34 } } })).toEqual(['SCALE-WORKLOAD-002']);
  expect(refusals({ edge: { disruption: { maxUnavailable: 2 } } })).toEqual(['SCALE-WORKLOAD-006']);
  expect(refusals({ edge: { resources: { requests: { memory: '257Mi' } } } })).toEqual(['SCALE-WORKLOAD-008']);
});

test('every rule of the table of codes is in this test, or in that of routes', () => {
  const codes = Object.keys(CODES).filter((code) => code.startsWith('SCALE-EDGE-'));
  const tested = [...TABLE.map(([number]) => number), '002'].map((number) => `SCALE-EDGE-${number}`);
  expect([...new Set(tested)].sort()).toEqual(codes.sort());
});

/** The first problem of a plain app: where, and what. */
function problem(given: Given) {
  const chart = new Chart(Testing.app(), 'shop');
  build(chart, given);
  const [found] = chart.node
    .findAll()
    .flatMap(rulesOf)
    .flatMap((rule) => rule.check({ values: {}, release: RELEASE }) ?? []);
  return [found?.path, found?.message];
}

test.each<[Given, string, string]>([
  [
    { policy: { rateLimit: { requests: 1, per: 'minute' } } },
    'edge.routes.api.rateLimit.requests',
    '1 a minute cannot be divided among 2 pods',
  ],
  [
    { api: { autoscaling: { max: 70 } } },
    'edge.balancing.zoneKilobytes',
    '256 KiB are good for 174 pods, and in a roll-out there may be 176 of api',
  ],
  [
    { api: { shutdown: { drainSeconds: 3 } } },
    'api.shutdown.drainSeconds',
    '3 s is less than the 7 s after which the edge has heard that a pod left',
  ],
  [
    { edge: { ...GATEWAY, tls: { at: 'edge' } } },
    'edge.tls.at',
    'entry.kind is gateway, which ends TLS itself, and tls.at is edge',
  ],
  [
    disk('1Gi'),
    'edge.resources.limits.ephemeral-storage',
    `1Gi is less than the ${NEEDED} MiB that kept answers and /tmp may take`,
  ],
  [{ policy: { bodyMegabytes: 0 } }, 'edge.routes.api.bodyMegabytes', 'two bodies of any size do not fit into 1Gi'],
  [exact({ '/api/': '/x' }), 'edge.redirects', "the redirect of /api/ overlaps with the exact route 'api'"],
])('a message says where, and quotes the values: %#', (given, path, message) => {
  expect(problem(given)).toEqual([path, message]);
});
