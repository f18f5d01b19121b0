/** Headers of answers: on all of them, and once, whoever answers. */
import type { Param } from '../../values/expr';
import { and, contains, isSet, not, or, str, toJson } from '../../values/ops';
import { eachEntry, linesWhen, type Lines } from '../../values/template';
import type { Route } from '../route';
import type { EdgeValues } from '../values';
import { corsHeaders, hiddenCors } from './cors';

/** Those of all answers. Places further in add to them: `add_header_inherit merge`. */
export const headers = (p: EdgeValues, routes: readonly Route[]): Lines[] => [
  '  add_header_inherit merge;',
  ...said('  ', p, routes),
  ...hidden('  ', p),
];

/** Those of a route. It says all of them: its own replace others, and what one place hides counts there alone. */
export function routeHeaders(p: EdgeValues, routes: readonly Route[], { policy }: Route): Lines[] {
  const { origins } = policy.cors;
  return [
    linesWhen(isSet(policy.headers), [
      '      add_header_inherit off;',
      ...said('      ', p, routes, policy.headers),
      eachEntry(policy.headers, ['name', 'value'], (name, value): Lines => [
        str`      add_header ${name} "${value}" always;`,
        str`      proxy_hide_header ${name};`,
      ]),
    ]),
    linesWhen(isSet(origins), hiddenCors),
    linesWhen(or(isSet(policy.headers), isSet(origins)), hidden('      ', p)),
  ];
}

/** What is said, but for what a route says itself. */
function said(indent: string, p: EdgeValues, routes: readonly Route[], own?: Param<Readonly<Record<string, string>>>) {
  const elsewhere = (name: Param<string>) => (own === undefined ? false : contains(toJson(own), str`"${name}":`));
  const unless = (name: Param<string>, cond: Param<boolean>, value: Param<string>) =>
    linesWhen(and(cond, not(elsewhere(name))), str`${indent}add_header ${name} ${value} always;`);
  return [
    `${indent}add_header X-Request-ID $edge_request_id always;`,
    ...corsHeaders(indent, routes),
    unless('Strict-Transport-Security', p.tls.hsts.enabled, '$edge_hsts'),
    eachEntry(p.headers.security, ['name', 'value'], (name, value): Lines => unless(name, true, str`"${value}"`)),
    unless(
      'Content-Security-Policy',
      isSet(p.headers.contentSecurityPolicy),
      str`"${p.headers.contentSecurityPolicy}"`,
    ),
  ];
}

/** What apps say themselves of what the edge says. */
const hidden = (indent: string, p: EdgeValues): Lines[] => [
  `${indent}proxy_hide_header X-Request-ID;`,
  `${indent}proxy_hide_header X-Cache-Status;`,
  linesWhen(p.tls.hsts.enabled, `${indent}proxy_hide_header Strict-Transport-Security;`),
  eachEntry(p.headers.security, ['name', 'value'], (name): Lines => str`${indent}proxy_hide_header ${name};`),
  linesWhen(isSet(p.headers.contentSecurityPolicy), `${indent}proxy_hide_header Content-Security-Policy;`),
];
