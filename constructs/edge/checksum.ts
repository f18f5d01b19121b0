/** A text that changes with nginx.conf, and so rolls out new pods; not with the number of pods that may be. */
import type { Param } from '../values/expr';
import { sha256 } from '../values/ops';
import { block } from '../values/refs';
import { leastPods } from '../workload/rules';
import type { EdgeValues } from './values';
import type { Route } from './route';

/** All that the configuration is made of. */
export function confChecksum(p: EdgeValues, routes: readonly Route[], version: Param<string>): Param<string> {
  const { hosts, redirects, workers, ipv6, accessLog, cache, compression, maintenance } = p;
  return sha256({
    ...{ version, hosts, redirects, workers, ipv6, accessLog },
    files: p.files,
    leastPods: leastPods(p),
    drain: block(p.shutdown),
    balancing: block(p.balancing),
    dns: block(p.dns),
    tls: block(p.tls),
    realIp: block(p.realIp),
    limits: block(p.limits),
    cache: block(cache),
    compression: block(compression),
    headers: block(p.headers),
    auth: block(p.auth),
    maintenance: block(maintenance),
    routes: Object.fromEntries(
      routes.map(({ name, path, match, host = '', target, canary, policy }) => [
        name,
        {
          ...{ path, match, host, target: target.headlessName, port: target.port, policy: block(policy) },
          canary:
            canary === undefined
              ? false
              : { target: canary.headlessName, port: canary.port, runs: canary.runs ?? true },
        },
      ]),
    ),
  });
}
