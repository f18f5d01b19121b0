/** Limits by the client's address. Each pod counts for itself, and so lets its part through. */
import type { Param } from '../../values/expr';
import { add, choose, div, eq, gt, max, or, str, sub } from '../../values/ops';
import { linesWhen, type Lines } from '../../values/template';
import { symbol, type Route } from '../route';

/** What one pod lets through in the time that the limit is for: the whole, divided by the least number of pods. */
const share = ({ policy }: Route, pods: Param<number>): Param<number> => max(1, div(policy.rateLimit.requests, pods));

/** Seconds after which the next request of a client would be let through. */
function retrySeconds(route: Route, pods: Param<number>): Param<number> {
  const rate = share(route, pods);
  const { per, requests } = route.policy.rateLimit;
  return choose(or(eq(per, 'second'), eq(requests, 0)), 1, div(add(60, sub(rate, 1)), rate));
}

/** The memory of all limits. */
export const limitZones = (routes: readonly Route[], pods: Param<number>): Lines[] =>
  routes.flatMap((route) => {
    const { rateLimit, connections } = route.policy;
    const unit = choose(eq(rateLimit.per, 'second'), 's', 'm');
    return [
      linesWhen(
        gt(rateLimit.requests, 0),
        str`  limit_req_zone $binary_remote_addr zone=rate_${symbol(route.name)}:10m rate=${share(route, pods)}r/${unit};`,
      ),
      linesWhen(gt(connections, 0), `  limit_conn_zone $binary_remote_addr zone=open_${symbol(route.name)}:10m;`),
    ];
  });

/** When a client that was refused may come again. What an app says itself about that is left as it is. */
export const retryAfter = (routes: readonly Route[], pods: Param<number>): Lines[] =>
  routes.map((route) =>
    linesWhen(
      or(gt(route.policy.rateLimit.requests, 0), gt(route.policy.connections, 0)),
      str`    "${route.name}:429:" ${retrySeconds(route, pods)};`,
    ),
  );

/** The limits of a route. */
export const limits = ({ name, policy: { rateLimit, connections } }: Route): Lines[] => [
  linesWhen(
    gt(rateLimit.requests, 0),
    str`      limit_req zone=rate_${symbol(name)}${choose(gt(rateLimit.burst, 0), str` burst=${rateLimit.burst} nodelay`, '')};`,
  ),
  linesWhen(gt(connections, 0), str`      limit_conn open_${symbol(name)} ${connections};`),
];
