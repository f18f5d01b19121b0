/** Upstreams: the pods of each service, found by name again and again, so that they come and go without a reload. */
import type { Param } from '../../values/expr';
import { and, choose, eq, gt, isSet, ne, str } from '../../values/ops';
import { linesWhen, type Lines } from '../../values/template';
import { PLACEHOLDERS } from '../names';
import { symbol, type Route, type RouteTarget } from '../route';
import type { EdgeValues } from '../values';

const ALGORITHMS: Readonly<Record<string, string>> = {
  least_conn: 'least_conn;',
  ip_hash: 'ip_hash;',
  // A name stands for all its pods here, so that a consistent hash would see a single one.
  path_hash: 'hash $uri;',
  random: 'random two least_conn;',
};

/** The upstream of a service; of a route, when that has its own way to choose pods. */
const upstreamOf = (target: RouteTarget): string => target.component;
const ownUpstream = (route: Route): string => `${route.target.component}--${route.name}`;

/** The upstream that a route leads to. */
export function upstreamFor(route: Route): Param<string> {
  const { affinity, canaryPercent } = route.policy;
  const stable = choose(eq(affinity, 'none'), upstreamOf(route.target), ownUpstream(route));
  if (route.canary === undefined) return stable;
  return choose(and(route.canary.runs ?? true, gt(canaryPercent, 0)), canaryVariable(route), stable);
}

/** Which of two versions a client gets, where there are two. */
export function versionFor(route: Route): Param<string> {
  if (route.canary === undefined) return '';
  return choose(and(route.canary.runs ?? true, gt(route.policy.canaryPercent, 0)), canaryVariable(route), '');
}
const canaryVariable = (route: Route): string => `$edge_canary_${symbol(route.name)}`;

/** All upstreams of the routes. */
export function upstreams(p: EdgeValues, routes: readonly Route[]): Lines[] {
  const targets = new Map(routes.map(({ target }) => [target.component, target]));
  const canaries = new Map(
    routes.flatMap(({ canary }) => (canary === undefined ? [] : [[canary.component, canary] as const])),
  );
  const domain = choose(isSet(p.dns.domain), p.dns.domain, PLACEHOLDERS.domain);
  const block = (name: string, target: RouteTarget, choosing: readonly Lines[]): Lines[] => [
    `  upstream ${name} {`,
    str`    zone ${name} ${p.balancing.zoneKilobytes}k;`,
    ...choosing,
    str`    server ${target.headlessName}.${domain}:${target.port} resolve max_fails=${p.balancing.maxFails} fail_timeout=${p.balancing.failTimeoutSeconds}s${choose(gt(p.balancing.maxConnections, 0), str` max_conns=${p.balancing.maxConnections}`, '')};`,
    str`    keepalive ${p.balancing.keepalive};`,
    str`    keepalive_requests ${p.balancing.keepaliveRequests};`,
    str`    keepalive_timeout ${p.balancing.keepaliveSeconds}s;`,
    '  }',
  ];
  const algorithm = Object.entries(ALGORITHMS).map(([name, line]) =>
    linesWhen(eq(p.balancing.algorithm, name as never), `    ${line}`),
  );
  const secure = choose(eq(p.tls.at, 'none'), '', ' secure');
  return [
    ...[...targets.values()].flatMap((target) => block(upstreamOf(target), target, algorithm)),
    ...routes.map((route) =>
      linesWhen(
        ne(route.policy.affinity, 'none'),
        block(ownUpstream(route), route.target, [
          linesWhen(
            eq(route.policy.affinity, 'address'),
            '    ip_hash;',
            str`    sticky cookie edge_${symbol(route.name)} path=/ httponly samesite=lax${secure};`,
          ),
        ]),
      ),
    ),
    ...[...canaries.values()].map((target) =>
      linesWhen(target.runs ?? true, block(upstreamOf(target), target, algorithm)),
    ),
    ...routes.flatMap((route) => {
      const { canary, policy } = route;
      if (canary === undefined) return [];
      return [
        linesWhen(and(canary.runs ?? true, gt(policy.canaryPercent, 0)), [
          '  # The same client stays with the same version.',
          `  split_clients $remote_addr$http_user_agent ${canaryVariable(route)} {`,
          str`    ${policy.canaryPercent}% ${upstreamOf(canary)};`,
          str`    * ${choose(eq(policy.affinity, 'none'), upstreamOf(route.target), ownUpstream(route))};`,
          '  }',
        ]),
      ];
    }),
  ];
}
