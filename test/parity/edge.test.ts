/** What the edge makes of its values that few generated ones come to: each way in, with all that it needs, and texts of a narrow form. */
import { fastnext } from '../../charts';
import type { Json } from '../../constructs/values/expr';
import { HELM_VERSIONS } from '../helm/binaries';
import { scratchFile } from '../helm/scratch';
import { writeYaml } from '../helm/yaml';
import { agree } from './agreement';
import { subjectOf, synthObjects, RELEASE } from './subject';

// Each asks a real Helm, on a machine that may be busy with others.
jest.setTimeout(60_000);

const fast = subjectOf(fastnext);
type Values = Record<string, Json>;

const HOSTS = ['shop.example.com', '*.example.com'];
const FRONT: Values = { hosts: HOSTS, realIp: { from: ['10.0.0.0/8', 'fd00::/8'] } };
const issuer = (kind: string): Json => ({ name: 'letsencrypt', kind });
const entry = (kind: string, more: Values = {}): Json => ({ kind, className: 'own', ...more });
const ANNOTATIONS = { annotations: { 'example.com/a': 'yes', b: '1' } };

/** Each way in, and the objects of its own that there are then. */
const ENTRIES: Readonly<Record<string, readonly [Values, ...string[]]>> = {
  'nothing, as there is no edge': [{ ...FRONT, enabled: false, entry: entry('gateway'), tls: { at: 'front' } }],
  'a load balancer': [{ entry: entry('loadBalancer') }],
  'a load balancer for some networks, with records': [
    {
      hosts: HOSTS,
      service: ANNOTATIONS,
      entry: entry('loadBalancer', { sourceRanges: ['10.0.0.0/8'], externalDns: 'external-dns.kubernetes.io' }),
    },
  ],
  'a load balancer in front of an older external-dns': [
    { hosts: HOSTS, entry: entry('loadBalancer', { externalDns: 'external-dns.alpha.kubernetes.io' }) },
  ],
  'a load balancer that ends TLS': [{ ...FRONT, entry: entry('loadBalancer'), tls: { at: 'front' } }],
  'a load balancer with the PROXY protocol': [
    { entry: entry('loadBalancer'), realIp: { from: ['10.0.0.0/8'], proxyProtocol: true } },
  ],
  'a certificate of a ClusterIssuer': [{ hosts: HOSTS, tls: { issuer: issuer('ClusterIssuer') } }, 'Certificate'],
  'a certificate of an Issuer': [{ hosts: HOSTS, tls: { issuer: issuer('Issuer') } }, 'Certificate'],
  'a certificate that is there': [{ tls: { existingSecret: 'mine', minVersion: '1.3' } }],
  'no TLS': [{ tls: { at: 'none' } }],
  'an Ingress': [{ ...FRONT, entry: entry('ingress', ANNOTATIONS), tls: { at: 'front' } }, 'Ingress'],
  'an Ingress without a class, for every name': [
    { ...FRONT, hosts: [], entry: { kind: 'ingress' }, tls: { at: 'front' } },
    'Ingress',
  ],
  'an Ingress without TLS': [{ ...FRONT, entry: entry('ingress'), tls: { at: 'none' } }, 'Ingress'],
  'an Ingress with a ClusterIssuer': [
    { ...FRONT, entry: entry('ingress', ANNOTATIONS), tls: { at: 'front', issuer: issuer('ClusterIssuer') } },
    'Ingress',
  ],
  'an Ingress with an Issuer': [
    { ...FRONT, entry: entry('ingress'), tls: { at: 'front', issuer: issuer('Issuer') } },
    'Ingress',
  ],
  'a Gateway': [
    { ...FRONT, entry: entry('gateway', ANNOTATIONS), tls: { at: 'front', existingSecret: 'other' } },
    'Gateway',
    'HTTPRoute',
  ],
  'a Gateway with its certificate': [
    { ...FRONT, entry: entry('gateway'), tls: { at: 'front', existingSecret: 'mine' } },
    'Gateway',
    'HTTPRoute',
  ],
  'a Gateway with an Issuer': [
    { ...FRONT, entry: entry('gateway'), tls: { at: 'front', issuer: issuer('Issuer') } },
    'Gateway',
    'HTTPRoute',
  ],
  'a Gateway without TLS, for every name': [
    { ...FRONT, hosts: [], entry: entry('gateway'), tls: { at: 'none' } },
    'Gateway',
    'HTTPRoute',
  ],
};

/** All characters that a header, a policy, a path may have: those that YAML, Go templates and nginx take for something else among them. */
const HEADER = "A0 !#%&'()*+,./:;<=>?@^_|~-";
const PATH = '/A0._~/-';
const ROUTE: Values = {
  headers: { 'X-Note': HEADER, 'x-lower': '', 'X-Yes': 'yes', 'X-Number': '0123' },
  cors: { origins: ['https://a.example.com', 'http://localhost:3000'], credentials: true },
  websocket: true,
  bufferUploads: false,
  bufferResponses: false,
  auth: false,
};
const TEXTS: Readonly<Record<string, Values>> = {
  'headers with all that they may have': {
    headers: {
      security: { 'X-Note': HEADER, 'X-Frame-Options': null, 'X-Colon': 'a: b', 'X-Hash': '# c', 'X-Dash': '- d' },
      contentSecurityPolicy: `default-src 'self'; ${HEADER}`,
    },
  },
  'no headers at all': {
    headers: {
      security: Object.fromEntries(
        [
          'X-Content-Type-Options',
          'X-Frame-Options',
          'Referrer-Policy',
          'Permissions-Policy',
          'Cross-Origin-Opener-Policy',
        ].map((name) => [name, null]),
      ),
    },
    tls: { hsts: { enabled: false } },
  },
  'redirects with all that they may have': {
    redirects: {
      [PATH]: `${PATH}?a=%20b&c=d`,
      '/yes': '/no',
      '/1': 'https://a-b.example.com/~x',
      '/': '/home',
      '/0x1F': '/1e3',
    },
  },
  'files by all sorts of names': {
    files: { 'a.txt': 'x', '0.json': '{}', 'a_b-c.d.xml': '<x/>', 'security.txt': 'x', 'maintenance.html': '{{ x }}' },
  },
  'a path that is asked with all that it may have': { auth: { enabled: true, path: PATH } },
  'closed for all but some': {
    maintenance: { enabled: true, allowFrom: ['10.0.0.0/8', '2001:db8::1'], retrySeconds: 86400 },
  },
  'closed for writers': { maintenance: { readOnly: true } },
  'name servers and a domain': {
    dns: { resolvers: '10.0.0.10 [fd00::a]:53', domain: 'prod.svc.cluster.local' },
    ipv6: true,
  },
  'a route with everything': { routes: { api: ROUTE, web: ROUTE } },
  'limits that do not divide evenly': {
    autoscaling: { min: 3 },
    routes: { api: { rateLimit: { requests: 100, per: 'minute' } }, login: { rateLimit: { requests: 7 } } },
  },
  'no limits': { routes: { api: { rateLimit: { requests: 0 }, connections: 0 }, login: { connections: 0 } } },
  'every route kept': Object.fromEntries([
    [
      'routes',
      Object.fromEntries(['api', 'login', 'static', 'web'].map((name) => [name, { cache: { enabled: true } }])),
    ],
  ]),
  'no route kept': { routes: { static: { cache: { enabled: false } } } },
};
const AFFINITIES = ['cookie', 'address'];
const ALGORITHMS = ['least_conn', 'round_robin', 'ip_hash', 'path_hash', 'random'];

describe.each(HELM_VERSIONS)('%s and synth agree on', (version) => {
  const same = (edge: Values) => agree(fast, version, { files: [scratchFile(writeYaml({ edge }))] });
  test.concurrent.each(Object.entries(ENTRIES))('%s', (_, [edge]) => same(edge));
  test.concurrent.each(Object.entries(TEXTS))('%s', (_, edge) => same(edge));
  test.concurrent.each(AFFINITIES)('affinity by %s', (affinity) =>
    same({ routes: { api: { affinity }, web: { affinity } }, balancing: { maxConnections: 5 } }),
  );
  test.concurrent.each(ALGORITHMS)('the algorithm %s', (algorithm) => same({ balancing: { algorithm } }));
});

test.each(Object.entries(ENTRIES))('%s is just its own objects', (_, [edge, ...kinds]) => {
  const objects = synthObjects(fast, { release: RELEASE, files: [scratchFile(writeYaml({ edge }))] });
  const own = Object.keys(objects).filter((key) => /^(Certificate|Ingress|Gateway|HTTPRoute)\//.test(key));
  expect(own.map((key) => key.split('/')[0])).toEqual(kinds);
});
