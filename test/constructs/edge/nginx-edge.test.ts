import { Chart, Testing } from 'cdk8s';
import { z } from 'zod';
import {
  edgeValues,
  HealthSidecar,
  Manifest,
  NginxEdge,
  refs,
  routeValues,
  SecretsJob,
  WebService,
  type NginxEdgeProps,
} from '../../../constructs';
import { flowsBelow } from '../../../constructs/network/flow';
import { resolveProps } from '../../../constructs/values/props';
import { parseConfiguration } from '../../../services/health-sidecar/src/configuration';
import { codesOf, pick, RELEASE } from '../support';
import { BALANCER, GATEWAY, HOSTS, INGRESS, podOf, synth, type Given } from './synth';

test('an edge is six objects, and those that its values ask for', () => {
  const names = (edge: NginxEdgeProps) =>
    synth({ edge }).objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
  const always = [
    'ServiceAccount shop-edge',
    'ConfigMap shop-edge',
    'Service shop-edge',
    'Deployment shop-edge',
    'HorizontalPodAutoscaler shop-edge',
    'PodDisruptionBudget shop-edge',
  ];
  expect(names({})).toEqual(always);
  expect(names({ files: { 'robots.txt': 'x' } })).toContain('ConfigMap shop-edge-files');
  expect(names({ autoscaling: { enabled: false }, disruption: { enabled: false } })).toEqual(always.slice(0, 4));
});

test('an edge that is off is nothing: no object, no certificate, nothing of the sidecar', () => {
  const edge: NginxEdgeProps = { ...GATEWAY, enabled: false, files: { 'a.txt': 'x' } };
  const { objects, all } = synth({ edge }, (built, chart) => {
    new HealthSidecar(chart, 'health').watch(built.edge);
    new SecretsJob(chart, 'secrets');
  });
  expect(objects).toEqual([]);
  expect(JSON.stringify(all)).not.toContain('--certificate');
  expect(synth({ edge: { enabled: false, tls: { issuer: { name: 'le' } } } }).objects).toEqual([]);
});

test('every object has the recommended labels, and the pods those that select them', () => {
  const { objects, get } = synth({ edge: GATEWAY });
  for (const { metadata } of objects) {
    expect(metadata.labels).toMatchObject({
      'app.kubernetes.io/name': 'shop',
      'app.kubernetes.io/instance': 'shop',
      'app.kubernetes.io/component': 'edge',
      'app.kubernetes.io/part-of': 'shop',
      'app.kubernetes.io/managed-by': 'scaleout',
    });
  }
  const selector = pick(get('Service'), 'spec.selector');
  expect(pick(get('Deployment'), 'spec.selector.matchLabels')).toEqual(selector);
  expect(pick(get('Deployment'), 'spec.template.metadata.labels')).toMatchObject(selector as object);
});

test('it is autoscaled by the CPU of nginx, whatever else runs in its pods', () => {
  const { get } = synth();
  expect(pick(get('HorizontalPodAutoscaler'), 'spec')).toMatchObject({
    minReplicas: 2,
    maxReplicas: 10,
    metrics: [{ type: 'ContainerResource', containerResource: { name: 'cpu', container: 'nginx' } }],
  });
  expect(pick(get('Deployment'), 'spec')).not.toHaveProperty('replicas');
});

test('it is rolled out after the services that it leads to', () => {
  expect(synth().get('Deployment')?.metadata.annotations).toEqual({ 'argocd.argoproj.io/sync-wave': '1' });
});

describe('the Service', () => {
  const service = (edge: NginxEdgeProps = {}) => synth({ edge }).get('Service');
  const ports = (edge: NginxEdgeProps) =>
    (pick(service(edge), 'spec.ports') as { name: string; port: number; targetPort: string }[]).map(
      ({ name, port, targetPort }) => `${name} ${port} ${targetPort}`,
    );
  test('is within the cluster until its values say otherwise', () => {
    expect(pick(service(), 'spec.type')).toBe('ClusterIP');
    expect(pick(service(), 'spec')).not.toHaveProperty('externalTrafficPolicy');
    expect(service()?.metadata.annotations).toBeUndefined();
  });
  test.each<[string, NginxEdgeProps, string[]]>([
    ['nginx ends TLS', {}, ['http 80 http', 'https 443 https']],
    ['TLS has ended before: both lead to http', INGRESS, ['http 80 http', 'https 443 http']],
    ['nobody ends TLS', { tls: { at: 'none' } }, ['http 80 http']],
  ])('has the ports of http and https where %s', (_, edge, expected) => {
    expect(ports(edge)).toEqual(expected);
  });
  test('never leads to the status of nginx', () => {
    expect(JSON.stringify(service(BALANCER))).not.toMatch(/status|8081/);
  });
  test('of a load balancer keeps the address of the client, and lets all networks in', () => {
    expect(pick(service(BALANCER), 'spec')).toMatchObject({ type: 'LoadBalancer', externalTrafficPolicy: 'Local' });
    expect(pick(service(BALANCER), 'spec')).not.toHaveProperty('loadBalancerSourceRanges');
  });
  test('of a load balancer lets only those networks in that are named', () => {
    const sourceRanges = ['203.0.113.0/24', '2001:db8::/32'];
    const entry = { kind: 'loadBalancer', sourceRanges } as const;
    expect(pick(service({ entry }), 'spec.loadBalancerSourceRanges')).toEqual(sourceRanges);
    expect(pick(service({ entry: { ...entry, kind: 'none' } }), 'spec')).not.toHaveProperty('loadBalancerSourceRanges');
  });
  test('has the annotations that are given, and none of an Ingress', () => {
    const entry = { kind: 'loadBalancer', annotations: { a: 'b' } } as const;
    expect(service({ service: { annotations: { c: 'd' } }, entry })?.metadata.annotations).toEqual({ c: 'd' });
  });
});

describe('external-dns', () => {
  const prefixes = ['external-dns.kubernetes.io', 'external-dns.alpha.kubernetes.io'] as const;
  const annotations = (edge: NginxEdgeProps) => synth({ edge }).get('Service')?.metadata.annotations;
  test.each(prefixes)('is asked for records of all hosts by %s', (externalDns) => {
    const edge = { ...BALANCER, entry: { kind: 'loadBalancer', externalDns } } as const;
    expect(annotations(edge)).toEqual({ [`${externalDns}/hostname`]: HOSTS.join(',') });
    expect(annotations({ ...edge, hosts: [] })).toBeUndefined();
  });
  test.each<NginxEdgeProps>([INGRESS, GATEWAY])('reads the hosts of an entry by itself: %#', (edge) => {
    const entry = { ...edge.entry, externalDns: prefixes[0] } as NginxEdgeProps['entry'];
    expect(annotations({ ...edge, entry })).toBeUndefined();
  });
  test.each(prefixes)('the annotation %s/hostname is set by that value, and refused as another', (prefix) => {
    const edge = { service: { annotations: { [`${prefix}/hostname`]: 'x' } } };
    expect(codesOf(() => synth({ edge }))).toEqual(['SCALE-VALUES-007']);
  });
});

describe('its address within the cluster', () => {
  test.each<[NginxEdgeProps, string]>([
    [{}, 'https://shop-edge'],
    [INGRESS, 'http://shop-edge'],
    [{ tls: { at: 'none' } }, 'http://shop-edge'],
  ])('is https where nginx ends TLS: %#', (edge, url) => {
    expect(synth({ edge }).edge.url).toBe(url);
  });
});

describe('the certificate', () => {
  const jobOf = (edge: NginxEdgeProps) => {
    const { all } = synth({ edge }, (_, chart) => new SecretsJob(chart, 'secrets'));
    return pick(
      all.find(({ kind }) => kind === 'Job'),
      'spec.template.spec.containers.0.args',
    ) as readonly string[] | undefined;
  };
  const secret = (edge: NginxEdgeProps) =>
    pick(
      (pick(podOf({ edge }), 'volumes') as { name: string }[]).find(({ name }) => name === 'tls'),
      'secret.secretName',
    );
  test('is a first one that a Job makes, for its hosts and for names in the cluster, so that https is answered at once', () => {
    expect(jobOf({ hosts: HOSTS })).toContain(
      `--certificate=shop-tls:shop-edge,shop-edge.$(NAMESPACE).svc,${HOSTS.join(',')}`,
    );
    expect(jobOf({})).toContain('--certificate=shop-tls:shop-edge,shop-edge.$(NAMESPACE).svc');
    expect(secret({})).toBe('shop-tls');
    expect(synth().edge.certificate).toBe('shop-tls');
  });
  test('is a first one until cert-manager writes its own into the same Secret', () => {
    const edge: NginxEdgeProps = { hosts: HOSTS, tls: { issuer: { name: 'le' } } };
    expect(pick(synth({ edge }).get('Certificate'), 'spec.secretName')).toBe('shop-tls');
    expect(jobOf(edge)?.join(' ')).toContain('--certificate=shop-tls:');
  });
  test('that is there already is taken, and none is made', () => {
    const edge: NginxEdgeProps = { tls: { existingSecret: 'mine' } };
    expect(secret(edge)).toBe('mine');
    expect(jobOf(edge)).toBeUndefined();
  });
  test('is not mounted where nginx does not end TLS', () => {
    for (const edge of [INGRESS, { tls: { at: 'none' } } as const]) {
      expect(secret(edge)).toBeUndefined();
      expect(jobOf(edge)).toBeUndefined();
    }
  });
});

describe('the health sidecar beside it', () => {
  const watched = (edge: NginxEdgeProps = {}) =>
    synth({ edge }, (built, chart) => new HealthSidecar(chart, 'health').watch(built.edge));
  test('starts before nginx and stops after it', () => {
    const pod = pick(watched().get('Deployment'), 'spec.template.spec');
    expect(pick(pod, 'initContainers')).toMatchObject([{ name: 'health', restartPolicy: 'Always' }]);
    expect(pick(pod, 'containers')).toMatchObject([{ name: 'nginx' }]);
    expect(pick(pod, 'volumes')).toContainEqual({ name: 'health-config', configMap: { name: 'shop-edge-health' } });
  });
  test('reads the figures of nginx, which has no app to ask', () => {
    const data = pick(watched().get('ConfigMap', 'shop-edge-health'), 'data') as Record<string, string>;
    const { app, edge } = parseConfiguration(data['sidecar.json'] ?? '', {});
    expect({ app, edge }).toEqual({ app: undefined, edge: { status: 'http://127.0.0.1:8081/nginx_status' } });
  });
  test('is reached through the Service', () => {
    expect(pick(watched().get('Service'), 'spec.ports.2')).toMatchObject({ name: 'health', port: 9100 });
  });
});

describe('who opens connections', () => {
  const flows = (given: Given = {}) => {
    const { edge } = synth(given);
    return flowsBelow(edge)
      .filter(({ when = true }) => when === true)
      .map(({ from, to, ports }) => `${Object.values(from).join()} ${Object.values(to).join()} ${ports.join()}`);
  };
  test('clients do to the ports of pages, and never to that of the status; it does to its services', () => {
    expect(flows()).toEqual(['clients edge 8080', 'clients edge 8443', 'edge api 8000', 'edge web 3000']);
  });
  test('nobody does to https where nginx does not end TLS', () => {
    expect(flows({ edge: INGRESS })).toEqual(['clients edge 8080', 'edge api 8000', 'edge web 3000']);
  });
  test('nobody does where there is no edge', () => {
    expect(flows({ edge: { enabled: false } })).toEqual([]);
  });
});

test('a property that its schema refuses is refused at once', () => {
  expect(codesOf(() => synth({ edge: { hosts: ['Shop'], workers: 0 } }))).toEqual([
    'SCALE-VALUES-004',
    'SCALE-VALUES-003',
  ]);
});

describe('literals in a plain app come to what values of a stack come to', () => {
  const schema = z.strictObject({ edge: edgeValues({ api: routeValues('The API.') }) });
  const cases: readonly [name: string, given: Given][] = [
    ['the defaults', {}],
    ['an Ingress', { edge: { ...INGRESS, entry: { kind: 'ingress', className: 'x', annotations: { a: 'b' } } } }],
    ['a Gateway with an issuer', { edge: { ...GATEWAY, tls: { at: 'front', issuer: { name: 'le' } } } }],
    ['a load balancer', { edge: { ...BALANCER, entry: { kind: 'loadBalancer', sourceRanges: ['10.0.0.0/8'] } } }],
    ['a certificate of an issuer', { edge: { hosts: HOSTS, tls: { issuer: { name: 'le', kind: 'Issuer' } } } }],
    [
      'a route with everything',
      {
        policy: {
          rateLimit: { requests: 7, per: 'minute', burst: 0 },
          connections: 3,
          cache: { enabled: true, credentials: 'strip' },
          affinity: 'cookie',
          cors: { origins: ['https://a.example.com'], credentials: true },
          headers: { 'X-A': 'b' },
          websocket: true,
          retries: { attempts: 1 },
        },
      },
    ],
    [
      'an edge with everything',
      {
        edge: {
          files: { 'robots.txt': 'User-agent: *\n', 'security.txt': 'x' },
          redirects: { '/old': '/new' },
          auth: { enabled: true },
          maintenance: { readOnly: true, allowFrom: ['10.0.0.0/8'] },
          headers: { security: { 'X-B': 'c' }, contentSecurityPolicy: "default-src 'self'" },
          compression: { brotli: true },
          balancing: { algorithm: 'random', maxConnections: 9 },
          dns: { resolvers: '10.0.0.10', domain: 'prod.svc.cluster.local' },
          realIp: { from: ['10.0.0.0/8'], proxyProtocol: true },
          ipv6: true,
        },
      },
    ],
  ];
  const objects = (build: (chart: Chart, api: WebService) => void, values: unknown) => {
    const chart = new Chart(Testing.app(), 'shop');
    const api = new WebService(chart, 'api', { image: 'shop/api:1', port: 8000 });
    build(chart, api);
    chart.node.tryRemoveChild('api');
    return chart.node
      .findAll()
      .filter((node): node is Manifest => node instanceof Manifest)
      .flatMap((manifest) => manifest.evaluateAll({ values: values as never, release: RELEASE }));
  };
  test.each(cases)('with %s', (_, { edge = {}, policy = {} }) => {
    const literal = objects((chart, api) => new NginxEdge(chart, 'edge', edge).route('/api/', api, policy), {});
    const values = resolveProps(schema, { edge: { ...edge, routes: { api: policy } } }, 'test');
    const later = objects((chart, api) => {
      const { routes, ...own } = refs(schema).edge;
      new NginxEdge(chart, 'edge', own).route('/api/', api, routes.api);
    }, values);
    expect(later).toEqual(literal);
    expect(later.length).toBeGreaterThanOrEqual(6);
  });
});
