/** The part of the values schema that the edge reads. */
import { z } from 'zod';
import { bool, choice, group, int, stringMap, token, urlPath } from '../values/fields';
import type { Resolved } from '../values/props';
import { objectName } from '../workload/names';
import { FASTNEXT, tierFields, WAVE } from '../workload/values';
import { NAME_SERVERS, NETWORK, RANGE } from '../values/addresses';
import { HEADER_NAME, HEADER_VALUE, RESERVED_HEADERS } from './route-values';
import { NGINX_USER } from './names';

/** nginx 1.30.4 mends the background update of its cache; all of what is used is in 1.30. */
const IMAGE = { image: 'nginxinc/nginx-unprivileged', tag: '1.30-trixie' } as const;

const hostName = z
  .string()
  .regex(
    /^(\*\.)?[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/,
    'a host name in lower case, or one that starts with *.',
  )
  .meta({ token: true });
const network = z.string().regex(NETWORK, 'an address or a network such as 10.0.0.0/8').meta({ token: true });
const range = z.string().regex(RANGE, 'a network such as 10.0.0.0/8').meta({ token: true });
/** What annotations of external-dns start with: from its version 0.22 on, and before. */
export const EXTERNAL_DNS = ['external-dns.kubernetes.io', 'external-dns.alpha.kubernetes.io'] as const;
/** Annotations of the Service that it sets itself. */
const SERVICE_ANNOTATIONS = new RegExp(`${WAVE.source}|^(${EXTERNAL_DNS.join('|').replaceAll('.', '\\.')})/hostname$`);
/** Those of the Ingress or the Gateway. */
const ENTRY_ANNOTATIONS = new RegExp(`${WAVE.source}|^cert-manager\\.io/(cluster-)?issuer$`);
const list = (of: typeof hostName, description: string) => z.array(of).default([]).meta({ description });

/** What is sent to browsers, unless the values say otherwise. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'SAMEORIGIN',
  'Referrer-Policy': 'strict-origin-when-cross-origin',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=()',
  'Cross-Origin-Opener-Policy': 'same-origin',
};

/**
 * The values schema of an edge, with its defaults.
 *
 * @param routes by name, of {@link routeValues}
 */
export const edgeValues = <R extends z.core.$ZodLooseShape>(routes: R) => {
  const { image, replicas, autoscaling, resources, ...tier } = tierFields({
    ...IMAGE,
    user: NGINX_USER,
    replicas: [2, 10],
    source: FASTNEXT,
    cpu: ['100m', '1'],
    memory: ['64Mi', '256Mi'],
    disk: ['256Mi', '3Gi'],
    tmpSize: '1Gi',
  });
  return group('The edge: nginx in front of all services.', {
    enabled: bool(true, 'Run it. false: the services are reached by what you put in front of them.'),
    image,
    ...{ replicas, autoscaling, resources },
    hosts: list(hostName, 'Host names that it answers to; others get 421. None: to every name.'),
    routes: group('What is done with requests, by route.', routes),
    balancing: group('How requests are spread over the pods of a service.', {
      algorithm: choice(['least_conn', 'round_robin', 'ip_hash', 'path_hash', 'random'], 'least_conn', {
        description:
          'least_conn: to the one with the fewest requests under way. round_robin: in turn. random: the better of two. ip_hash: by the client. path_hash: by the path.',
        source: FASTNEXT,
      }),
      maxFails: int(3, [0, 100], {
        description: 'Failures in `failTimeoutSeconds` after which a pod is left out for that time. 0: never.',
        source: FASTNEXT,
      }),
      failTimeoutSeconds: int(30, [1, 3600], { description: 'That time, in seconds.', source: FASTNEXT }),
      maxConnections: int(
        0,
        [0, 100000],
        'Requests that one edge pod has under way with one pod at most: a circuit breaker. Over that on all: 502. 0: no limit.',
      ),
      keepalive: int(32, [1, 10000], {
        description: 'Idle connections to a service that each worker keeps.',
        source: FASTNEXT,
      }),
      keepaliveRequests: int(1000, [1, 1000000], 'Requests over one connection before it is closed.'),
      keepaliveSeconds: int(
        30,
        [1, 3600],
        'Time that an idle connection is kept, in seconds. Less than the app keeps it.',
      ),
      zoneKilobytes: int(256, [64, 65536], 'Memory for what is known of the pods of a service, in KiB.'),
    }),
    dns: group('How pods are found as they come and go.', {
      validSeconds: int(5, [1, 300], 'How long addresses are good before they are asked for again, in seconds.'),
      resolvers: token(
        '',
        NAME_SERVERS,
        'addresses of name servers, those of IPv6 in brackets',
        "Name servers. Empty: those of the pod's /etc/resolv.conf.",
      ),
      domain: token(
        '',
        /^([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?)?$/,
        'a domain',
        'What follows the names of Services. Empty: the first search domain of the pod, that of its namespace.',
      ),
    }),
    tls: group('https.', {
      at: choice(
        ['edge', 'front', 'none'],
        'edge',
        'Who ends TLS. edge: nginx. front: what stands in front, and says so in X-Forwarded-Proto. none: nobody.',
      ),
      existingSecret: objectName(
        'A Secret with `tls.crt` and `tls.key`. Empty: one that a Job makes, signed by nobody, or the one of `issuer`.',
      ),
      issuer: group('An issuer of cert-manager, where that is installed.', {
        name: objectName('Its name. Empty: none.'),
        kind: choice(['ClusterIssuer', 'Issuer'], 'ClusterIssuer', 'What it is.'),
      }),
      minVersion: choice(['1.2', '1.3'], '1.2', { description: 'The oldest version of TLS.', source: FASTNEXT }),
      redirect: bool(true, { description: 'Send clients that come by http to https.', source: FASTNEXT }),
      hsts: group('That browsers come by https from then on.', {
        enabled: bool(true, { description: 'Say so, over https.', source: FASTNEXT }),
        days: int(365, [1, 3650], { description: 'For how many days.', source: FASTNEXT }),
        subdomains: bool(false, 'For names below the host too.'),
      }),
    }),
    entry: group('How clients come in from outside. A stack is whole without: its Service is `N-edge`.', {
      kind: choice(
        ['none', 'ingress', 'gateway', 'loadBalancer'],
        'none',
        'none: by what you put in front. ingress: an Ingress. gateway: a Gateway and an HTTPRoute. loadBalancer: a Service of that type.',
      ),
      className: objectName('The IngressClass, or the GatewayClass, which must be given.'),
      annotations: stringMap(
        'Annotations of the Ingress or the Gateway, for a controller of yours; those of a load balancer are in `service.annotations`.',
        { reserved: ENTRY_ANNOTATIONS },
      ),
      externalDns: choice(
        ['off', ...EXTERNAL_DNS],
        'off',
        'Ask external-dns for records of `hosts` that lead to the load balancer, by annotations that start so: the first from its version 0.22 on, the second before. Of an Ingress and a Gateway it reads the hosts by itself.',
      ),
      sourceRanges: list(range, 'Networks that may come in by the load balancer. None: all.'),
    }),
    realIp: group('Where the address of a client is found when something stands in front.', {
      from: list(network, 'Networks of what is in front: only from there is the header believed.'),
      header: choice(
        ['X-Forwarded-For', 'X-Real-IP', 'CF-Connecting-IP', 'True-Client-IP'],
        'X-Forwarded-For',
        'The header.',
      ),
      proxyProtocol: bool(false, 'Connections begin with the PROXY protocol, and the address is found there.'),
    }),
    limits: group('What one client can take up.', {
      headerSeconds: int(10, [1, 300], 'Time for the head of a request, in seconds.'),
      bodySeconds: int(10, [1, 3600], 'Time between two parts of a body, in seconds.'),
      sendSeconds: int(30, [1, 3600], 'Time for the client to take the next part of an answer, in seconds.'),
      keepaliveSeconds: int(65, [0, 3600], {
        description: 'Time that an idle connection is kept, in seconds.',
        source: FASTNEXT,
      }),
      connections: int(4096, [64, 65536], {
        description: 'Connections of a worker, those to services included.',
        source: FASTNEXT,
      }),
    }),
    ipv6: bool(false, 'Listen on IPv6 too, and ask for such addresses: the nodes must have it.'),
    workers: int(2, [1, 64], 'Processes of nginx in a pod.'),
    cache: group('The store of kept answers, one in each pod.', {
      sizeMegabytes: int(1024, [16, 1048576], { description: 'Its size on disk, in MiB.', source: FASTNEXT }),
      keysMegabytes: int(100, [1, 4096], {
        description: 'Memory for its keys, in MiB; 1 is good for some 8,000.',
        source: FASTNEXT,
      }),
      inactiveMinutes: int(60, [1, 525600], {
        description: 'Time after which an answer goes that nobody asked for, in minutes.',
        source: FASTNEXT,
      }),
    }),
    compression: group('Answers made smaller.', {
      gzip: bool(true, { description: 'With gzip.', source: FASTNEXT }),
      level: int(5, [1, 9], 'How hard it tries.'),
      minBytes: int(1024, [0, 1048576], 'Answers below that are left, in bytes.'),
      brotli: bool(false, 'With brotli too: the image must have the module, which the public one has not.'),
    }),
    headers: group('Headers of all answers, errors and files included; what an app says instead is replaced.', {
      security: stringMap('Those that browsers are protected by; `NAME: null` takes one away.', {
        ...HEADER_NAME,
        reserved: new RegExp(`${RESERVED_HEADERS.source}|^(Strict-Transport-Security|Content-Security-Policy)$`),
        values: HEADER_VALUE,
        value: SECURITY_HEADERS,
      }),
      contentSecurityPolicy: token(
        '',
        /^[A-Za-z0-9 !#%&'()*+,./:;<=>?@^_|~-]*$/,
        "a policy such as default-src 'self'",
        'The Content-Security-Policy. Empty: the app says it.',
      ),
    }),
    redirects: stringMap('Paths that have moved, and where to: `/old: /new`.', {
      pattern: /^\/[A-Za-z0-9._~/-]{0,252}$/,
      rule: 'a path',
      values: {
        pattern: /^(https:\/\/[a-z0-9.-]+)?\/[A-Za-z0-9._~/?&=%-]*$/,
        rule: 'a path, or a URL that starts with https://',
      },
    }),
    auth: group('A question to a service before each request, which lets it through with 2xx.', {
      enabled: bool(false, 'Ask.'),
      path: urlPath('/api/v1/auth/verify', 'The path that is asked, of the service of the first route.'),
    }),
    maintenance: group('Closed for all, or for writers.', {
      enabled: bool(false, 'Answer every request with 503 and the page.'),
      readOnly: bool(false, 'Answer what would change something with 503: all but GET, HEAD and OPTIONS.'),
      allowFrom: list(network, 'Networks that are let through all the same.'),
      retrySeconds: int(300, [1, 86400], 'When to come back, in seconds: Retry-After.'),
    }),
    files: stringMap(
      'Files that the edge answers with itself, by name: `robots.txt`; `security.txt`, below /.well-known/ too. `problem.html` and `maintenance.html` replace its own pages.',
      {
        pattern: /^[a-z0-9][a-z0-9._-]{0,60}\.(txt|html|json|xml)$/,
        rule: 'the name of a file in lower case that ends with .txt, .html, .json or .xml',
      },
    ),
    accessLog: bool(true, 'A line of JSON for each request; without its query, which may hold secrets.'),
    ...tier,
    service: group('The Service in front of the pods.', {
      annotations: stringMap('Annotations of the Service, those for a load balancer too.', {
        reserved: SERVICE_ANNOTATIONS,
      }),
    }),
  });
};

/** The schema of an edge without routes: those are said by `route`. */
export const plainValues = () => edgeValues({});
/** The schema's type. */
export type EdgeSchema = ReturnType<typeof plainValues>;
/** The values of an edge as they are used, without its routes. */
export type EdgeValues = Omit<Resolved<EdgeSchema>, 'routes'>;
