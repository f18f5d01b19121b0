/** Servers: one for the status, one for names that are not ours, and one for each group of hosts. */
import type { Param } from '../../values/expr';
import { and, choose, contains, eq, isSet, join, not, str, toJson } from '../../values/ops';
import { eachEntry, linesWhen, type Lines } from '../../values/template';
import { EDGE_PORTS, PATHS, SECURITY_TXT, STATUS_PATHS } from '../names';
import type { Route } from '../route';
import type { EdgeValues } from '../values';
import { location, PROXY_HEADERS } from './location';
import { problems } from './maintenance';
import { redirects } from './tls';
import { upstreamFor } from './upstreams';

/** For the kubelet and the sidecar; never from outside, as no Service leads there. */
export const statusServer = ({ ipv6 }: EdgeValues): Lines[] => [
  '  server {',
  `    listen ${EDGE_PORTS.status};`,
  linesWhen(ipv6, `    listen [::]:${EDGE_PORTS.status};`),
  '    access_log off;',
  `    location = ${STATUS_PATHS.metrics} {`,
  '      stub_status;',
  '      # For what stands beside nginx in the pod.',
  '      allow 127.0.0.1;',
  '      deny all;',
  '    }',
  ...[STATUS_PATHS.live, STATUS_PATHS.ready].flatMap((path) => [
    `    location = ${path} {`,
    '      return 204;',
    '    }',
  ]),
  '    location / {',
  '      return 404;',
  '    }',
  '  }',
];

function listen(p: EdgeValues, parameters: string): Lines[] {
  const more = str`${choose(p.realIp.proxyProtocol, ' proxy_protocol', '')}${parameters}`;
  const both = (port: number, rest: Param<string>): Lines[] => [
    str`    listen ${port}${rest};`,
    linesWhen(p.ipv6, [str`    listen [::]:${port}${rest};`]),
  ];
  return [
    ...both(EDGE_PORTS.http, more),
    linesWhen(eq(p.tls.at, 'edge'), [...both(EDGE_PORTS.https, str` ssl${more}`), '    http2 on;']),
  ];
}

/** Clients that ask for a host that is not ours; with HTTP/2 they may try again over another connection. */
const otherHosts = (p: EdgeValues): Lines[] => [
  '  server {',
  ...listen(p, ' default_server'),
  '    server_name _;',
  '    return 421;',
  '  }',
];

/** Files of the user's own, but for those that have moved. */
function files(p: EdgeValues): Lines[] {
  const stays = (path: Param<string>) => not(contains(toJson(p.redirects), str`"${path}":`));
  return [
    eachEntry(p.files, ['name', 'text'], (name): Lines => [
      linesWhen(stays(str`/${name}`), [str`    location = /${name} {`, `      root ${PATHS.files};`, '    }']),
      linesWhen(and(eq(name, SECURITY_TXT.name), stays(SECURITY_TXT.path)), [
        `    location = ${SECURITY_TXT.path} {`,
        str`      alias ${PATHS.files}/${name};`,
        '    }',
      ]),
    ]),
  ];
}

/** The question before each request. */
function auth(p: EdgeValues, routes: readonly Route[]): Lines[] {
  const [first] = routes;
  if (first === undefined) return [];
  return [
    linesWhen(p.auth.enabled, [
      '    location = /_edge_auth {',
      '      internal;',
      '      # It is the body of the request, which is not sent.',
      '      client_max_body_size 0;',
      ...PROXY_HEADERS,
      '      proxy_set_header Connection "";',
      '      proxy_set_header Content-Length "";',
      '      proxy_set_header X-Original-Method $request_method;',
      '      proxy_set_header X-Original-URI $request_uri;',
      '      proxy_pass_request_body off;',
      '      proxy_connect_timeout 2s;',
      '      proxy_read_timeout 5s;',
      str`      proxy_pass http://${upstreamFor(first)}${p.auth.path};`,
      '    }',
    ]),
  ];
}

/** A server for the hosts of some routes, its own. */
function site(
  p: EdgeValues,
  routes: readonly Route[],
  host: Param<string> | undefined,
  own: readonly Route[],
): Lines[] {
  return [
    '  server {',
    ...(host === undefined
      ? [
          linesWhen(
            isSet(p.hosts),
            [...listen(p, ''), str`    server_name ${join(p.hosts, ' ')};`],
            [...listen(p, ' default_server'), '    server_name _;'],
          ),
        ]
      : [...listen(p, ''), str`    server_name ${host};`]),
    '    if ($edge_climbs) {',
    '      return 400;',
    '    }',
    linesWhen(redirects(p), ['    if ($edge_scheme = http) {', '      return 308 https://$host$request_uri;', '    }']),
    ...problems(p),
    eachEntry(p.redirects, ['path', 'target'], (path, target): Lines => [
      str`    location = ${path} {`,
      str`      return 301 ${target};`,
      '    }',
    ]),
    ...files(p),
    ...auth(p, routes),
    ...own.flatMap((route) => location(p, routes, route)),
    '  }',
  ];
}

/** All servers that clients reach. */
export function sites(p: EdgeValues, routes: readonly Route[]): Lines[] {
  const groups = grouped(routes);
  // Where no host is named, the server of routes for all hosts has every name.
  const others = groups.has(undefined) ? linesWhen(isSet(p.hosts), otherHosts(p)) : otherHosts(p);
  return [others, ...[...groups].flatMap(([host, own]) => site(p, routes, host, own))];
}

function grouped(routes: readonly Route[]): ReadonlyMap<Param<string> | undefined, readonly Route[]> {
  const groups = new Map<Param<string> | undefined, Route[]>();
  for (const route of routes) {
    const group = groups.get(route.host);
    if (group === undefined) groups.set(route.host, [route]);
    else group.push(route);
  }
  return groups;
}
