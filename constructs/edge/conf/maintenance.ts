/** Closed for all, or for writers; and the pages that the edge answers with itself. */
import type { Param } from '../../values/expr';
import { or, str } from '../../values/ops';
import { each, linesWhen, type Lines } from '../../values/template';
import { FILES, FOLDERS, ROOT } from '../names';
import type { EdgeValues } from '../values';

const isOn = ({ maintenance: p }: EdgeValues): Param<boolean> => or(p.enabled, p.readOnly);

/** Who is refused. */
export const maintenanceVariables = (p: EdgeValues): Lines[] => [
  linesWhen(isOn(p), [
    '  geo $edge_guest {',
    '    default 1;',
    each(p.maintenance.allowFrom, 'network', (network): Lines => str`    ${network} 0;`),
    '  }',
    '  map $edge_guest:$request_method $edge_closed {',
    linesWhen(p.maintenance.enabled, ['    ~^1: 1;'], ['    ~^1:(?:GET|HEAD|OPTIONS)$ "";', '    ~^1: 1;']),
    '    default "";',
    '  }',
  ]),
];

/** In each route, and not around them: the page would be refused too. */
export const maintenance = (p: EdgeValues): Lines[] => [
  linesWhen(isOn(p), ['      if ($edge_closed) {', '        return 503;', '      }']),
];

/** When to come back, of any route that did not ask its service. */
export const maintenanceRetry = (p: EdgeValues): Lines[] => [
  linesWhen(isOn(p), str`    ~^[^:]*:503:$ ${p.maintenance.retrySeconds};`),
];

/** The kind of page that the client wants. */
export const PROBLEM_VARIABLES: readonly string[] = [
  '  map $http_accept $edge_problem {',
  `    ~*text/html ${FILES.problemHtml};`,
  `    default ${FILES.problemJson};`,
  '  }',
];

/** Statuses of nginx itself; those of an app pass as they are. */
const STATUSES = ['413', '429', '500', '502', '503', '504'];

/** Said with the edge's own pages alone: other answers are none that it refused, and looking would cost each of them. */
const RETRY_AFTER = '      add_header Retry-After $edge_retry_after always;';

/** The pages, and when they are shown. */
export const problems = (p: EdgeValues): Lines[] => [
  linesWhen(
    p.maintenance.enabled,
    [
      `    error_page 503 /_edge/${FILES.maintenance};`,
      `    error_page ${STATUSES.filter((status) => status !== '503').join(' ')} /_edge/$edge_problem;`,
    ],
    [`    error_page ${STATUSES.join(' ')} /_edge/$edge_problem;`],
  ),
  '    location ^~ /_edge/ {',
  '      internal;',
  '      # The request has a body that a route took.',
  '      client_max_body_size 0;',
  '      ssi on;',
  '      ssi_types application/json;',
  '      ssi_silent_errors on;',
  `      root ${ROOT};`,
  `      rewrite ^/_edge/(.*)$ /${FOLDERS.files}/$1 break;`,
  '      try_files $uri @own_problem;',
  RETRY_AFTER,
  '    }',
  '    location @own_problem {',
  '      ssi on;',
  '      ssi_types application/json;',
  `      root ${ROOT};`,
  `      rewrite ^/[^/]*/(.*)$ /${FOLDERS.config}/$1 break;`,
  RETRY_AFTER,
  '    }',
];
