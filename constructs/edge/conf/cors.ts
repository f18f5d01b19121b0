/** CORS: which pages of other origins may read answers. Preflights are answered by the edge. */
import { isSet, str } from '../../values/ops';
import { each, linesWhen, type Lines } from '../../values/template';
import { symbol, type Route } from '../route';

/** Time that a browser keeps the answer to a preflight, in seconds: the longest that Chromium takes. */
const MAX_AGE_SECONDS = 7200;
const HIDDEN = ['Allow-Origin', 'Allow-Credentials', 'Allow-Methods', 'Allow-Headers', 'Max-Age'];

/** Whether an origin is one of a route's. */
export const corsVariables = (routes: readonly Route[]): Lines[] =>
  routes.map((route) => {
    const { origins, credentials } = route.policy.cors;
    const name = symbol(route.name);
    return linesWhen(isSet(origins), [
      `  map $http_origin $edge_origin_${name} {`,
      each(origins, 'origin', (origin): Lines => str`    "${origin}" $http_origin;`),
      '    default "";',
      '  }',
      `  map "$request_method:$edge_origin_${name}" $edge_preflight_${name} {`,
      '    ~^OPTIONS:. 1;',
      '    default "";',
      '  }',
      linesWhen(credentials, [
        `  map $edge_origin_${name} $edge_with_credentials_${name} {`,
        '    "" "";',
        '    default true;',
        '  }',
      ]),
    ]);
  });

/** What a route says to browsers. */
export function cors(route: Route): Lines[] {
  const { origins, credentials } = route.policy.cors;
  const name = symbol(route.name);
  return [
    linesWhen(isSet(origins), [
      ...HIDDEN.map((header) => `      proxy_hide_header Access-Control-${header};`),
      `      add_header Access-Control-Allow-Origin $edge_origin_${name} always;`,
      linesWhen(
        credentials,
        `      add_header Access-Control-Allow-Credentials $edge_with_credentials_${name} always;`,
      ),
      '      add_header Vary Origin always;',
      `      if ($edge_preflight_${name}) {`,
      '        add_header Access-Control-Allow-Methods "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS" always;',
      '        add_header Access-Control-Allow-Headers $http_access_control_request_headers always;',
      `        add_header Access-Control-Max-Age ${MAX_AGE_SECONDS} always;`,
      '        return 204;',
      '      }',
    ]),
  ];
}
