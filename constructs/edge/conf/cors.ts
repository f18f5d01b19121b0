/** CORS: which pages of other origins may read answers, those of the edge itself too. Preflights are answered by the edge. */
import type { Param } from '../../values/expr';
import { and, isSet, or, str } from '../../values/ops';
import { each, linesWhen, type Lines } from '../../values/template';
import type { Route } from '../route';

/** Time that a browser keeps the answer to a preflight, in seconds: the longest that Chromium takes. */
const MAX_AGE_SECONDS = 7200;
const HIDDEN = ['Allow-Origin', 'Allow-Credentials', 'Allow-Methods', 'Allow-Headers', 'Max-Age'];

const anyOrigins = (routes: readonly Route[]): Param<boolean> =>
  or(...routes.map(({ policy }) => isSet(policy.cors.origins)));
const withCredentials = ({ policy: { cors } }: Route): Param<boolean> => and(isSet(cors.origins), cors.credentials);

/** Whether an origin is one of the route's. */
export const corsVariables = (routes: readonly Route[]): Lines[] => [
  linesWhen(anyOrigins(routes), [
    '  map $edge_route:$http_origin $edge_origin {',
    ...routes.map(({ name, policy }) =>
      each(policy.cors.origins, 'origin', (origin): Lines => str`    "~^${name}:\\Q${origin}\\E$" $http_origin;`),
    ),
    '    default "";',
    '  }',
    '  map $request_method:$edge_origin $edge_preflight {',
    '    ~^OPTIONS:. 1;',
    '    default "";',
    '  }',
    '  map $edge_route:$edge_origin $edge_with_credentials {',
    ...routes.map((route) => linesWhen(withCredentials(route), `    ~^${route.name}:. true;`)),
    '    default "";',
    '  }',
    '  map $edge_route $edge_vary {',
    ...routes.map(({ name, policy }) => linesWhen(isSet(policy.cors.origins), `    ${name} Origin;`)),
    '    default "";',
    '  }',
  ]),
];

/** What browsers are told, of all answers. */
export const corsHeaders = (indent: string, routes: readonly Route[]): Lines[] => [
  linesWhen(anyOrigins(routes), [
    `${indent}add_header Access-Control-Allow-Origin $edge_origin always;`,
    `${indent}add_header Access-Control-Allow-Credentials $edge_with_credentials always;`,
    `${indent}add_header Vary $edge_vary always;`,
  ]),
];

/** What an app says itself. */
export const hiddenCors: readonly string[] = HIDDEN.map((name) => `      proxy_hide_header Access-Control-${name};`);

/** The answer to a preflight. */
export const preflight = ({ policy }: Route): Lines[] => [
  linesWhen(isSet(policy.cors.origins), [
    '      if ($edge_preflight) {',
    '        add_header_inherit merge;',
    '        add_header Access-Control-Allow-Methods "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS" always;',
    '        add_header Access-Control-Allow-Headers $http_access_control_request_headers always;',
    `        add_header Access-Control-Max-Age ${MAX_AGE_SECONDS} always;`,
    '        return 204;',
    '      }',
  ]),
];
