/** Headers of answers: on all of them, and once, whoever answers. */
import { isSet, str } from '../../values/ops';
import { eachEntry, linesWhen, type Lines } from '../../values/template';
import type { Route } from '../route';
import type { EdgeValues } from './conf';

/** Those of all answers. Places further in add to them: `add_header_inherit merge`. */
export const headers = ({ headers: p, tls }: EdgeValues): Lines[] => [
  '  add_header_inherit merge;',
  '  add_header X-Request-ID $edge_request_id always;',
  '  proxy_hide_header X-Request-ID;',
  '  add_header Retry-After $edge_retry_after always;',
  linesWhen(tls.hsts.enabled, [
    '  add_header Strict-Transport-Security $edge_hsts always;',
    '  proxy_hide_header Strict-Transport-Security;',
  ]),
  eachEntry(p.security, ['name', 'value'], (name, value): Lines => [
    str`  add_header ${name} "${value}" always;`,
    str`  proxy_hide_header ${name};`,
  ]),
  linesWhen(isSet(p.contentSecurityPolicy), [
    str`  add_header Content-Security-Policy "${p.contentSecurityPolicy}" always;`,
    '  proxy_hide_header Content-Security-Policy;',
  ]),
];

/** More of them, of a route. */
export const routeHeaders = ({ policy }: Route): Lines[] => [
  eachEntry(policy.headers, ['name', 'value'], (name, value): Lines => [
    str`      add_header ${name} "${value}" always;`,
    str`      proxy_hide_header ${name};`,
  ]),
];
