import { codesOf, pick } from '../support';
import { BALANCER, GATEWAY, HOSTS, INGRESS, synth, type Built, type Given } from './synth';

const [SHOP = '', WWW = ''] = HOSTS;
/** A route for one host, beside those of all. */
const admin = ({ edge, web }: Built) => edge.route('/', web, {}, { host: 'admin.example.com', name: 'admin' });
const WAVE = 'argocd.argoproj.io/sync-wave';
const own = (object: { metadata: { annotations?: Readonly<Record<string, string>> } } | undefined) =>
  Object.keys(object?.metadata.annotations ?? {}).filter((name) => name !== WAVE);
const kinds = (given: Given) =>
  synth(given)
    .objects.map(({ kind }) => kind)
    .filter((kind) => ['Ingress', 'Gateway', 'HTTPRoute', 'Certificate'].includes(kind));

test.each<[string, Given['edge'], string[]]>([
  ['nothing of its own', {}, []],
  ['an Ingress', INGRESS, ['Ingress']],
  ['a Gateway and its HTTPRoute', GATEWAY, ['Gateway', 'HTTPRoute']],
  ['a load balancer alone', BALANCER, []],
  ['a Certificate where an issuer makes it', { hosts: HOSTS, tls: { issuer: { name: 'le' } } }, ['Certificate']],
])('the way in is %s', (_, edge, expected) => {
  expect(kinds({ edge })).toEqual(expected);
});

const backend = { service: { name: 'shop-edge', port: { number: 80 } } };
const http = { paths: [{ path: '/', pathType: 'Prefix', backend }] };

describe('an Ingress', () => {
  const get = (edge: Given['edge'] = {}, change?: (built: Built) => void) =>
    synth({ edge: { ...INGRESS, ...edge } }, change).get('Ingress');
  test('leads all paths of each host to the edge, which knows the rest', () => {
    expect(get()).toMatchObject({ apiVersion: 'networking.k8s.io/v1', metadata: { name: 'shop-edge' } });
    expect(pick(get(), 'spec')).toEqual({
      tls: [{ secretName: 'shop-tls', hosts: [SHOP, WWW] }],
      rules: [
        { host: SHOP, http },
        { host: WWW, http },
      ],
    });
  });
  test('is for every name when there are no hosts', () => {
    expect(pick(get({ hosts: [] }), 'spec')).toEqual({ rules: [{ http }] });
  });
  test('knows the host of a single route, with its certificate', () => {
    expect(pick(get({}, admin), 'spec.rules.2')).toEqual({ host: 'admin.example.com', http });
    expect(pick(get({}, admin), 'spec.tls.0.hosts')).toEqual([SHOP, WWW, 'admin.example.com']);
  });
  test('asks no more than any controller understands: without annotations of anybody', () => {
    expect(own(get())).toEqual([]);
  });
  test('has the annotations that are given, and the class', () => {
    const object = get({ entry: { kind: 'ingress', className: 'traefik', annotations: { 'example.com/a': 'b' } } });
    expect(object?.metadata.annotations).toMatchObject({ 'example.com/a': 'b' });
    expect(pick(object, 'spec.ingressClassName')).toBe('traefik');
  });
  test('ends no TLS where nobody does', () => {
    expect(pick(get({ tls: { at: 'none' } }), 'spec')).not.toHaveProperty('tls');
  });
});

describe('a Gateway', () => {
  const allowedRoutes = { namespaces: { from: 'Same' } };
  const listener = (host: string, name = host, secret = 'shop-tls') => ({
    ...{ name, hostname: host, port: 443, protocol: 'HTTPS', allowedRoutes },
    tls: { mode: 'Terminate', certificateRefs: [{ group: '', kind: 'Secret', name: secret }] },
  });
  const plain = { name: 'http', port: 80, protocol: 'HTTP', allowedRoutes };
  const both = (edge: Given['edge'] = {}, change?: (built: Built) => void) => {
    const { get } = synth({ edge: { ...GATEWAY, ...edge } }, change);
    return { gateway: get('Gateway'), route: get('HTTPRoute') };
  };

  test('has a listener for http, and one for each host that ends TLS with its certificate', () => {
    const { gateway } = both();
    expect(gateway).toMatchObject({ apiVersion: 'gateway.networking.k8s.io/v1', metadata: { name: 'shop-edge' } });
    expect(pick(gateway, 'spec')).toEqual({
      gatewayClassName: 'envoy',
      listeners: [plain, listener(SHOP), listener(WWW)],
    });
  });
  test('takes the certificate that is there already', () => {
    const { gateway } = both({ tls: { at: 'front', existingSecret: 'mine' } });
    expect(pick(gateway, 'spec.listeners.1')).toEqual(listener(SHOP, SHOP, 'mine'));
  });
  test('calls a listener as the API wants it, where the host has a star', () => {
    const { gateway } = both({ hosts: ['*.example.com', '*.example.org'] });
    const names = (pick(gateway, 'spec.listeners') as { name: string }[]).map(({ name }) => name);
    expect(new Set(names).size).toBe(3);
    for (const name of names) expect(name).toMatch(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/);
    expect(pick(gateway, 'spec.listeners.1.hostname')).toBe('*.example.com');
  });
  test('ends TLS for the host of a single route too', () => {
    const { gateway, route } = both({}, admin);
    expect(pick(gateway, 'spec.listeners.3')).toEqual(listener('admin.example.com'));
    expect(pick(route, 'spec.hostnames')).toEqual([SHOP, WWW, 'admin.example.com']);
  });
  test('has http alone where nobody ends TLS', () => {
    expect(pick(both({ tls: { at: 'none' } }).gateway, 'spec.listeners')).toEqual([plain]);
  });
  test('and its route ask no more than any controller understands', () => {
    const { gateway, route } = both();
    expect([own(gateway), own(route)]).toEqual([[], []]);
    expect(own(both({ entry: { ...GATEWAY.entry, annotations: { a: 'b' } } }).gateway)).toEqual(['a']);
  });
  test('its route leads all paths to the edge, and leaves nothing in lists for the API server to fill in', () => {
    expect(both().route).toMatchObject({ apiVersion: 'gateway.networking.k8s.io/v1' });
    expect(pick(both().route, 'spec')).toEqual({
      parentRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'shop-edge' }],
      hostnames: [SHOP, WWW],
      rules: [
        {
          matches: [{ path: { type: 'PathPrefix', value: '/' } }],
          backendRefs: [{ group: '', kind: 'Service', name: 'shop-edge', port: 80, weight: 1 }],
        },
      ],
    });
  });
  test.each<[string, (built: Built) => void]>([
    ['', () => undefined],
    [', even with a route for one', admin],
  ])('its route is for every name when there are no hosts%s', (_, change) => {
    expect(pick(both({ hosts: [], tls: { at: 'none' } }, change).route, 'spec')).not.toHaveProperty('hostnames');
  });
});

describe('an issuer of cert-manager', () => {
  const issuer = { name: 'letsencrypt' } as const;
  test.each<[string, Given['edge'], string]>([
    ['Ingress', INGRESS, 'ClusterIssuer'],
    ['Ingress', INGRESS, 'Issuer'],
    ['Gateway', GATEWAY, 'ClusterIssuer'],
    ['Gateway', GATEWAY, 'Issuer'],
  ])('is told by an annotation of an %s, which is where TLS ends: %#', (kind, edge, of) => {
    const tls = { at: 'front', issuer: { ...issuer, kind: of as 'Issuer' } } as const;
    const { get } = synth({ edge: { ...edge, tls } });
    const key = of === 'Issuer' ? 'cert-manager.io/issuer' : 'cert-manager.io/cluster-issuer';
    expect(get(kind)?.metadata.annotations).toMatchObject({ [key]: 'letsencrypt' });
    expect(own(get(kind))).toEqual([key]);
    expect(get('Certificate')).toBeUndefined();
  });
  test.each(['ClusterIssuer', 'Issuer'] as const)(
    'that is a %s makes a Certificate where the edge ends TLS',
    (kind) => {
      const { get } = synth({ edge: { ...BALANCER, tls: { issuer: { ...issuer, kind } } } }, admin);
      expect(get('Certificate')).toMatchObject({ apiVersion: 'cert-manager.io/v1', metadata: { name: 'shop-edge' } });
      expect(pick(get('Certificate'), 'spec')).toEqual({
        secretName: 'shop-tls',
        dnsNames: [SHOP, WWW, 'admin.example.com'],
        privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
        issuerRef: { group: 'cert-manager.io', kind, name: 'letsencrypt' },
      });
    },
  );
  test('has nothing to do where nobody ends TLS', () => {
    const { get } = synth({ edge: { ...INGRESS, tls: { at: 'none', issuer } } });
    expect(own(get('Ingress'))).toEqual([]);
    expect(get('Certificate')).toBeUndefined();
  });
});

test.each(['cert-manager.io/issuer', 'cert-manager.io/cluster-issuer', WAVE])(
  'the annotation %s is set by other values, and refused among those of an entry',
  (name) => {
    expect(codesOf(() => synth({ edge: { entry: { annotations: { [name]: 'x' } } } }))).toEqual(['SCALE-VALUES-007']);
  },
);
