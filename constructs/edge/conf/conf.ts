/** nginx.conf, from the routes and the values. */
import { add, choose, div, isSet, mul, str } from '../../values/ops';
import { text, linesWhen, type Lines, type Template } from '../../values/template';
import { leastPods } from '../../workload/rules';
import { PATHS, PLACEHOLDERS } from '../names';
import type { Route } from '../route';
import type { EdgeValues } from '../values';
import { cacheStore, OPEN_FILES } from './caching';
import { clientVariables, LOG, LOG_FORMAT } from './client';
import { corsVariables } from './cors';
import { headers } from './headers';
import { limitZones, retryAfter } from './limits';
import { maintenanceRetry, maintenanceVariables, PROBLEM_VARIABLES } from './maintenance';
import { sites, statusServer } from './servers';
import { hstsVariable, tls } from './tls';
import { upstreams } from './upstreams';

const COMPRESSED =
  'text/plain text/css text/xml text/javascript application/javascript application/json application/manifest+json application/xml image/svg+xml font/ttf application/wasm';
const TEMPORARY = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];

/** The configuration. Name servers and the domain of the pod are filled in at the start: see `start.ts`. */
export function nginxConf(p: EdgeValues, routes: readonly Route[]): Template<string> {
  const pods = leastPods(p);
  return text(
    linesWhen(p.compression.brotli, 'load_module modules/ngx_http_brotli_filter_module.so;'),
    str`worker_processes ${p.workers};`,
    str`worker_rlimit_nofile ${add(mul(p.limits.connections, 2), 512 + OPEN_FILES)};`,
    'pcre_jit on;',
    '# What is open when the pod leaves has this long to end; WebSockets are closed then.',
    str`worker_shutdown_timeout ${p.shutdown.finishSeconds}s;`,
    'daemon off;',
    `pid ${PATHS.pid};`,
    'error_log /dev/stderr warn;',
    '',
    'events {',
    str`  worker_connections ${p.limits.connections};`,
    '}',
    '',
    'http {',
    '  include /etc/nginx/mime.types;',
    '  default_type application/octet-stream;',
    ...TEMPORARY.map((each) => `  ${each}_temp_path ${PATHS.tmp}/${each};`),
    '  sendfile on;',
    '  tcp_nopush on;',
    '  server_tokens off;',
    '  absolute_redirect off;',
    '  # Names of hosts and origins may have 253 characters.',
    '  server_names_hash_bucket_size 512;',
    '  map_hash_bucket_size 512;',
    str`  resolver ${choose(isSet(p.dns.resolvers), p.dns.resolvers, PLACEHOLDERS.resolvers)} valid=${p.dns.validSeconds}s ipv6=${choose(p.ipv6, 'on', 'off')};`,
    '  resolver_timeout 5s;',
    '',
    '  # Clients that take their time',
    str`  client_header_timeout ${p.limits.headerSeconds}s;`,
    str`  client_body_timeout ${p.limits.bodySeconds}s;`,
    str`  send_timeout ${p.limits.sendSeconds}s;`,
    str`  keepalive_timeout ${p.limits.keepaliveSeconds}s;`,
    '  # When the pod leaves, a client may be just about to use its connection again: it is told with an answer.',
    str`  keepalive_min_timeout ${div(p.shutdown.finishSeconds, 2)}s;`,
    '  reset_timedout_connection on;',
    '  large_client_header_buffers 4 8k;',
    '  client_body_buffer_size 64k;',
    '',
    '  # Clients: who they are, and how they came',
    '  # $edge_route has a value once a route is found.',
    '  uninitialized_variable_warn off;',
    ...clientVariables(p),
    ...PROBLEM_VARIABLES,
    ...maintenanceVariables(p),
    ...corsVariables(routes),
    ...hstsVariable(p),
    '  # When to come again, where the edge itself refused',
    '  map $edge_route:$status:$upstream_status $edge_retry_after {',
    ...retryAfter(routes, pods),
    ...maintenanceRetry(p),
    '    default "";',
    '  }',
    '',
    '  # Limits',
    ...limitZones(routes, pods),
    '  limit_req_status 429;',
    '  limit_conn_status 429;',
    '',
    ...LOG_FORMAT,
    str`  access_log ${choose(p.accessLog, LOG, 'off')};`,
    '',
    '  # Answers',
    ...headers(p, routes),
    ...compression(p),
    ...cacheStore(p, routes),
    '',
    '  # Services',
    '  proxy_http_version 1.1;',
    '  proxy_buffer_size 16k;',
    '  proxy_buffers 8 16k;',
    '  # A slow client fills no disk.',
    '  proxy_max_temp_file_size 0;',
    '  proxy_socket_keepalive on;',
    ...upstreams(p, routes),
    '',
    '  # Servers',
    ...tls(p),
    ...statusServer(p),
    ...sites(p, routes),
    '}',
    '',
  );
}

const compression = ({ compression: p }: EdgeValues): Lines[] => [
  ...(['gzip', 'brotli'] as const).map((name) =>
    linesWhen(p[name], [
      `  ${name} on;`,
      ...(name === 'gzip' ? ['  gzip_vary on;', '  gzip_proxied any;'] : []),
      str`  ${name}_comp_level ${p.level};`,
      str`  ${name}_min_length ${p.minBytes};`,
      `  ${name}_types ${COMPRESSED};`,
    ]),
  ),
];
