/** How clients come in: an Ingress without a controller's own annotations, or a Gateway and an HTTPRoute; from the same hosts. */
import type { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { API_VERSIONS, type GatewayListener } from '../kinds';
import { Manifest } from '../manifest';
import type { Param } from '../values/expr';
import { and, choose, contains, eq, isSet, not, or, sha256, str, truncate } from '../values/ops';
import { each, merge, when, type Template } from '../values/template';
import { SERVICE_PORTS } from './names';
import type { Route } from './route';
import type { EdgeValues } from './values';

/** What all of them have in common. */
export interface Entry {
  readonly name: Param<string>;
  readonly labels: Template<Record<string, string>>;
  /** The Secret with the certificate. */
  readonly certificate: Param<string>;
}

/** Size of the keys of certificates, in bits: that of P-256. */
const KEY_BITS = 256;
/** Enough of a digest to tell the hosts of one Gateway apart. */
const DIGEST_LENGTH = 8;
/** The group of Gateways: its API version without the version. */
const GATEWAY_GROUP = API_VERSIONS.Gateway.replace(/\/.*/, '');

/** Adds the objects that the values ask for. */
export function addEntry(scope: Construct, p: EdgeValues, entry: Entry, routes: () => readonly Route[]): void {
  const { name, labels, certificate } = entry;
  const { issuer } = p.tls;
  const atFront = eq(p.tls.at, 'front');
  const hasCertificate = or(isSet(p.tls.existingSecret), isSet(issuer.name));
  const asks = and(atFront, isSet(issuer.name));
  const metadata = {
    name,
    labels,
    annotations: merge<Record<string, string>>(
      p.entry.annotations,
      when<Record<string, string>>(
        asks,
        when<Record<string, string>>(
          eq(issuer.kind, 'ClusterIssuer'),
          { 'cert-manager.io/cluster-issuer': issuer.name },
          { 'cert-manager.io/issuer': issuer.name },
        ),
      ),
    ),
  };
  /** Hosts that single routes are for, beside those of all. */
  const ownHosts = (): readonly Param<string>[] => [
    ...new Set(routes().flatMap(({ host }) => (host === undefined ? [] : [host]))),
  ];
  const hosts = (): Template<string[]> => [each(p.hosts, 'host', (host) => host), ...ownHosts()];

  new Manifest(
    scope,
    'Ingress',
    'Ingress',
    () => ({
      metadata,
      spec: {
        ingressClassName: when(isSet(p.entry.className), p.entry.className),
        // Without a certificate of ours the controller has its own, or one by annotations.
        tls: when<k8s.IngressTls[]>(and(atFront, isSet(p.hosts), hasCertificate), [
          { secretName: certificate, hosts: hosts() },
        ]),
        rules: [
          when<k8s.IngressRule>(not(isSet(p.hosts)), { http: allPaths(name) }),
          each(p.hosts, 'host', (host): Template<k8s.IngressRule> => ({ host, http: allPaths(name) })),
          ...ownHosts().map((host) => ({ host, http: allPaths(name) })),
        ],
      },
    }),
    { when: and(p.enabled, eq(p.entry.kind, 'ingress')) },
  );

  const viaGateway = and(p.enabled, eq(p.entry.kind, 'gateway'));
  // What the API server would fill in stands in lists here, or Argo CD would find a difference each time.
  const allowedRoutes = { namespaces: { from: 'Same' } };
  const tls = { mode: 'Terminate', certificateRefs: [{ group: '', kind: 'Secret', name: certificate }] };
  const https = (host: Param<string>, id: Param<string>): Template<GatewayListener> => ({
    ...{ name: id, hostname: host, port: SERVICE_PORTS.https, protocol: 'HTTPS', tls, allowedRoutes },
  });
  new Manifest(
    scope,
    'Gateway',
    'Gateway',
    () => ({
      metadata,
      spec: {
        gatewayClassName: p.entry.className,
        listeners: [
          { name: 'http', port: SERVICE_PORTS.http, protocol: 'HTTP', allowedRoutes },
          when<GatewayListener>(
            atFront,
            // One for each host: a listener has one name, and each its certificate.
            each(p.hosts, 'host', (host) => https(host, listenerName(host))),
          ),
          ...ownHosts().map((host) => when<GatewayListener>(atFront, https(host, listenerName(host)))),
        ],
      },
    }),
    { when: viaGateway },
  );
  new Manifest(
    scope,
    'HTTPRoute',
    'HTTPRoute',
    () => ({
      metadata: { name, labels },
      spec: {
        parentRefs: [{ group: GATEWAY_GROUP, kind: 'Gateway', name }],
        // Without hosts of the edge it is for all names, whatever single routes are for.
        hostnames: ownHosts().length === 0 ? hosts() : when<string[]>(isSet(p.hosts), hosts()),
        rules: [
          {
            matches: [{ path: { type: 'PathPrefix', value: '/' } }],
            backendRefs: [{ group: '', kind: 'Service', name, port: SERVICE_PORTS.http, weight: 1 }],
          },
        ],
      },
    }),
    { when: viaGateway },
  );

  new Manifest(
    scope,
    'Issued',
    'Certificate',
    () => ({
      metadata: { name, labels },
      spec: {
        secretName: certificate,
        dnsNames: hosts(),
        privateKey: { algorithm: 'ECDSA', size: KEY_BITS, rotationPolicy: 'Always' },
        issuerRef: { group: 'cert-manager.io', kind: issuer.kind, name: issuer.name },
      },
    }),
    { when: and(p.enabled, eq(p.tls.at, 'edge'), isSet(issuer.name)) },
  );
}

/** Names of listeners are DNS labels joined by dots, as hosts are; `*` is none, and a digest of its host takes its place. */
const listenerName = (host: Param<string>): Param<string> =>
  choose(contains(host, '*'), str`wildcard-${truncate(sha256(host), DIGEST_LENGTH)}`, host);

const allPaths = (service: Param<string>): Template<k8s.HttpIngressRuleValue> => ({
  paths: [
    {
      path: '/',
      pathType: 'Prefix',
      backend: { service: { name: service, port: { number: SERVICE_PORTS.http } } },
    },
  ],
});
