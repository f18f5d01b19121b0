/** The location of a route. */
import { and, choose, eq, gt, str } from '../../values/ops';
import { linesWhen, type Lines } from '../../values/template';
import type { Route } from '../route';
import { caching } from './caching';
import type { EdgeValues } from '../values';
import { preflight } from './cors';
import { routeHeaders } from './headers';
import { limits } from './limits';
import { maintenance } from './maintenance';
import { upstreamFor } from './upstreams';

/** What a service is told of a request. */
export const PROXY_HEADERS: readonly string[] = [
  'Host $host',
  'X-Real-IP $remote_addr',
  '# The client alone: what it says itself of others is not passed on.',
  'X-Forwarded-For $remote_addr',
  'X-Forwarded-Proto $edge_scheme',
  'X-Forwarded-Host $host',
  'X-Request-ID $edge_request_id',
].map((header) => (header.startsWith('#') ? `      ${header}` : `      proxy_set_header ${header};`));

const onOff = (on: Parameters<typeof choose>[0]) => choose(on, 'on', 'off');

/** The location. Each says its headers to the service in full, since one that sets any drops those around it. */
export function location(p: EdgeValues, routes: readonly Route[], route: Route): Lines[] {
  const { policy, match, path, name } = route;
  const { timeouts, retries } = policy;
  return [
    `    location ${match === 'exact' ? '= ' : ''}${path} {`,
    `      set $edge_route ${name};`,
    ...maintenance(p),
    ...limits(route),
    ...preflight(route),
    linesWhen(and(p.auth.enabled, policy.auth), '      auth_request /_edge_auth;'),
    str`      client_max_body_size ${policy.bodyMegabytes}m;`,
    str`      proxy_request_buffering ${onOff(policy.bufferUploads)};`,
    str`      proxy_buffering ${onOff(policy.bufferResponses)};`,
    ...PROXY_HEADERS,
    linesWhen(
      policy.websocket,
      ['      proxy_set_header Upgrade $edge_upgrade;', '      proxy_set_header Connection $edge_connection;'],
      ['      proxy_set_header Connection "";'],
    ),
    linesWhen(and(policy.cache.enabled, eq(policy.cache.credentials, 'strip')), [
      '      proxy_set_header Cookie "";',
      '      proxy_set_header Authorization "";',
    ]),
    str`      proxy_connect_timeout ${timeouts.connectSeconds}s;`,
    str`      proxy_send_timeout ${timeouts.sendSeconds}s;`,
    str`      proxy_read_timeout ${timeouts.readSeconds}s;`,
    linesWhen(
      gt(retries.attempts, 1),
      [
        '      proxy_next_upstream error timeout http_502 http_503 http_504;',
        str`      proxy_next_upstream_tries ${retries.attempts};`,
        str`      proxy_next_upstream_timeout ${retries.timeoutSeconds}s;`,
      ],
      ['      proxy_next_upstream off;'],
    ),
    ...caching(route),
    ...routeHeaders(p, routes, route),
    str`      proxy_pass http://${upstreamFor(route)};`,
    '    }',
  ];
}
