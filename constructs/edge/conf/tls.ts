/** TLS at the edge. */
import { and, choose, eq, mul, str } from '../../values/ops';
import { linesWhen, type Lines } from '../../values/template';
import { PATHS } from '../names';
import type { EdgeValues } from '../values';

/** Mozilla's intermediate profile, version 5.7: https://wiki.mozilla.org/Security/Server_Side_TLS */
const CIPHERS = [
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
];

const DAY_SECONDS = 86_400;

/** What all servers have in common. */
export const tls = ({ tls: p }: EdgeValues): Lines[] => [
  linesWhen(eq(p.at, 'edge'), [
    str`  ssl_protocols ${choose(eq(p.minVersion, '1.3'), '', 'TLSv1.2 ')}TLSv1.3;`,
    `  ssl_ciphers ${CIPHERS.join(':')};`,
    '  ssl_prefer_server_ciphers off;',
    '  ssl_session_cache shared:tls:10m;',
    '  ssl_session_timeout 1d;',
    '  ssl_session_tickets off;',
    '  # By a variable, so that the files are read again: a renewed certificate is in use within a minute.',
    '  map $server_port $edge_tls {',
    `    default ${PATHS.tls};`,
    '  }',
    '  ssl_certificate $edge_tls/tls.crt;',
    '  ssl_certificate_key $edge_tls/tls.key;',
    '  ssl_certificate_cache max=4 valid=60s inactive=1h;',
  ]),
];

/** Whether http is led to https. */
export const redirects = ({ tls: p }: EdgeValues) => and(p.redirect, choose(eq(p.at, 'none'), false, true));

/** That browsers come by https from now on; said over https only, as elsewhere it counts for nothing. */
export const hstsVariable = ({ tls: { hsts } }: EdgeValues): Lines[] => [
  linesWhen(hsts.enabled, [
    '  map $edge_scheme $edge_hsts {',
    str`    https "max-age=${mul(hsts.days, DAY_SECONDS)}${choose(hsts.subdomains, '; includeSubDomains', '')}";`,
    '    default "";',
    '  }',
  ]),
];
