/** Kept answers: who shares them, and what is sent when there is no fresh one. */
import { eq, or, str } from '../../values/ops';
import { linesWhen, type Lines } from '../../values/template';
import { PATHS } from '../names';
import type { Route } from '../route';
import type { EdgeValues } from '../values';
import { versionFor } from './upstreams';

/** Files of kept answers that a worker holds open. */
export const OPEN_FILES = 1000;

/** The store, where any route keeps answers. */
export const cacheStore = ({ cache }: EdgeValues, routes: readonly Route[]): Lines[] => [
  linesWhen(or(...routes.map(({ policy }) => policy.cache.enabled)), [
    str`  proxy_cache_path ${PATHS.cache}/answers levels=1:2 keys_zone=answers:${cache.keysMegabytes}m max_size=${cache.sizeMegabytes}m inactive=${cache.inactiveMinutes}m use_temp_path=off;`,
  ]),
];

/** The cache of a route. What an app says of an answer (Cache-Control, Expires, Set-Cookie, Vary) comes first. */
export function caching(route: Route): Lines[] {
  const { cache } = route.policy;
  return [
    linesWhen(cache.enabled, [
      '      proxy_cache answers;',
      str`      proxy_cache_key ${versionFor(route)}$edge_scheme://$host$request_uri;`,
      str`      proxy_cache_valid 200 301 ${cache.minutes}m;`,
      '      # One request fills it, and the others wait for that one.',
      '      proxy_cache_lock on;',
      '      proxy_cache_use_stale error timeout updating http_500 http_502 http_503 http_504;',
      '      proxy_cache_background_update on;',
      '      proxy_cache_revalidate on;',
      '      # Held open, as to open them is a quarter of what an answer costs; one that was renewed is another file, and is noticed.',
      `      open_file_cache max=${OPEN_FILES} inactive=20s;`,
      linesWhen(eq(cache.credentials, 'bypass'), [
        '      proxy_cache_bypass $edge_credentials;',
        '      proxy_no_cache $edge_credentials;',
      ]),
      '      add_header X-Cache-Status $upstream_cache_status always;',
    ]),
  ];
}
