/** Who asks, and how they came: their address, http or https, and the request's id. Nothing of that is believed from strangers. */
import { choose, eq, isSet, str } from '../../values/ops';
import { each, linesWhen, type Lines } from '../../values/template';
import type { EdgeValues } from '../values';

/** The address of a client, where something stands in front. */
const address = ({ realIp }: EdgeValues): Lines[] => [
  linesWhen(isSet(realIp.from), [
    each(realIp.from, 'network', (network): Lines => str`  set_real_ip_from ${network};`),
    str`  real_ip_header ${choose(realIp.proxyProtocol, 'proxy_protocol', realIp.header)};`,
    '  real_ip_recursive on;',
  ]),
];

/** Variables for all servers. */
export const clientVariables = (p: EdgeValues): Lines[] => [
  ...address(p),
  linesWhen(
    eq(p.tls.at, 'front'),
    [
      '  geo $realip_remote_addr $edge_trusted {',
      '    default 0;',
      each(p.realIp.from, 'network', (network): Lines => str`    ${network} 1;`),
      '  }',
      '  map $edge_trusted:$http_x_forwarded_proto $edge_scheme {',
      '    1:https https;',
      '    default http;',
      '  }',
    ],
    ['  map $scheme $edge_scheme {', '    default $scheme;', '  }'],
  ),
  '  # The id of whoever is in front, if it is one; else one of our own.',
  '  map $http_x_request_id $edge_request_id {',
  '    "~^[A-Za-z0-9._-]{8,64}$" $http_x_request_id;',
  '    default $request_id;',
  '  }',
  '  # The path that was asked for: $uri is that of the page that an error is told by.',
  '  map $request_uri $edge_path {',
  String.raw`    "~^(?<edge_asked>[^?]*)" $edge_asked;`,
  '  }',
  '  map $http_cookie$http_authorization $edge_credentials {',
  '    "" "";',
  '    default 1;',
  '  }',
  '  # WebSockets and nothing else: an upgrade to HTTP/2 in clear would lead past all that is checked here.',
  '  map $http_upgrade $edge_upgrade {',
  '    websocket websocket;',
  '    default "";',
  '  }',
  '  map $http_upgrade $edge_connection {',
  '    websocket upgrade;',
  '    default "";',
  '  }',
  '  # Paths that a service might read differently than nginx does. Nearly all have none of this in them, and are looked at no closer.',
  '  map $request_uri $edge_climbs {',
  String.raw`    "~*\.\.|%2e|%00" $edge_climbs_indeed;`,
  '    default "";',
  '  }',
  '  map $request_uri $edge_climbs_indeed {',
  String.raw`    "~*^[^?]*(?:[/\x5c]|%2f|%5c)(?:\.|%2e){2}(?:[/\x5c?;]|%2f|%5c|$)" 1;`,
  '    "~*^[^?]*%00" 1;',
  '    default "";',
  '  }',
];

/**
 * Several lines at a time, none later than a second: a write for each costs a tenth of a request. No more than a pipe takes whole, as
 * workers share it and would cut each other's lines.
 */
export const LOG = '/dev/stdout edge buffer=4k flush=1s';

/** One line of JSON for each request. The path without its query, which may hold secrets. */
export const LOG_FORMAT: readonly string[] = [
  '  log_format edge escape=json',
  ...Object.entries({
    time: '$time_iso8601',
    request_id: '$edge_request_id',
    client: '$remote_addr',
    scheme: '$edge_scheme',
    protocol: '$server_protocol',
    tls: '$ssl_protocol',
    host: '$host',
    method: '$request_method',
    path: '$edge_path',
    route: '$edge_route',
    status: '$status',
    bytes_in: '$request_length',
    bytes_out: '$bytes_sent',
    seconds: '$request_time',
    upstream: '$upstream_addr',
    upstream_status: '$upstream_status',
    upstream_connect_seconds: '$upstream_connect_time',
    upstream_header_seconds: '$upstream_header_time',
    upstream_seconds: '$upstream_response_time',
    cache: '$upstream_cache_status',
    limited: '$limit_req_status',
    agent: '$http_user_agent',
  }).map(([name, value], i, all) => {
    const [open, close] = [i === 0 ? '{' : '', i === all.length - 1 ? '}' : ','];
    return `    '${open}"${name}":"${value}"${close}'${i === all.length - 1 ? ';' : ''}`;
  }),
];
