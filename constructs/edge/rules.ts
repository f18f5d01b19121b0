/** What the values of an edge and of its routes must not contradict. */
import type { Construct } from 'constructs';
import type { Code } from '../errors';
import type { Param } from '../values/expr';
import { add, and, choose, contains, div, eq, get, gt, isSet, join, lt, mul, ne, not, or, str } from '../values/ops';
import { Rule } from '../values/rules';
import { mebi } from '../workload/quantity';
import { addTierRules, leastPods } from '../workload/rules';
import type { EdgeValues } from './values';
import { SECURITY_TXT } from './names';
import type { Route, RouteTarget } from './route';
import { storeMegabytes } from './store';

/** Seconds that name servers and caches on the way may add to `dns.validSeconds`. */
const DNS_MARGIN_SECONDS = 2;
/** What a zone has to have for itself, and how many pods fit into the rest: measured, see test/services/nginx/edge/zones.test.ts. */
export const ZONE = { ownKilobytes: 24, pods: 3, perKilobytes: 4 } as const;

type Complaint = readonly [code: Code, at: string, broken: Param<boolean>, message: Param<string>];

/** Adds rules; of an edge that there is not, nothing can be wrong. */
const complain = (scope: Construct, p: EdgeValues, complaints: readonly Complaint[]): void => {
  for (const [code, path, broken, message] of complaints) {
    new Rule(scope, { code, path, broken: and(p.enabled, broken), message });
  }
};

/** Something stands in front that hides the addresses of clients. */
const behindProxy = (p: EdgeValues): Param<boolean> =>
  or(eq(p.entry.kind, 'ingress'), eq(p.entry.kind, 'gateway'), eq(p.tls.at, 'front'));

/** Adds the rules of the edge itself; `path` is where its values stand. */
export function addEdgeRules(scope: Construct, path: string, p: EdgeValues): void {
  addTierRules(scope, path, p);
  const needed = add(storeMegabytes(p), mebi(p.security.tmpSize));
  const limit = get(p.resources.limits, 'ephemeral-storage');
  complain(scope, p, [
    [
      'SCALE-EDGE-004',
      `${path}.realIp.from`,
      and(behindProxy(p), not(isSet(p.realIp.from))),
      str`entry.kind is ${p.entry.kind} and tls.at is ${p.tls.at}, and no network is named that is in front`,
    ],
    [
      'SCALE-EDGE-009',
      `${path}.entry.className`,
      and(eq(p.entry.kind, 'gateway'), eq(p.entry.className, '')),
      'a Gateway without a class belongs to no controller',
    ],
    [
      'SCALE-EDGE-009',
      `${path}.hosts`,
      and(eq(p.entry.kind, 'gateway'), eq(p.tls.at, 'front'), not(isSet(p.hosts))),
      'a Gateway that ends TLS needs the names of hosts',
    ],
    [
      'SCALE-EDGE-009',
      `${path}.hosts`,
      and(isSet(p.tls.issuer.name), not(isSet(p.hosts))),
      str`the issuer ${p.tls.issuer.name} has no host to make a certificate for`,
    ],
    [
      'SCALE-EDGE-009',
      `${path}.tls.existingSecret`,
      and(
        eq(p.entry.kind, 'gateway'),
        eq(p.tls.at, 'front'),
        not(isSet(p.tls.existingSecret)),
        not(isSet(p.tls.issuer.name)),
      ),
      'a Gateway that ends TLS needs a Secret with a certificate, or an issuer that makes one',
    ],
    [
      'SCALE-EDGE-009',
      `${path}.tls.issuer.name`,
      and(isSet(p.tls.existingSecret), isSet(p.tls.issuer.name)),
      str`the issuer ${p.tls.issuer.name} would write over ${p.tls.existingSecret}`,
    ],
    [
      'SCALE-EDGE-009',
      `${path}.tls.at`,
      and(eq(p.tls.at, 'edge'), or(eq(p.entry.kind, 'gateway'), eq(p.entry.kind, 'ingress'))),
      str`entry.kind is ${p.entry.kind}, which ends TLS itself, and tls.at is ${p.tls.at}`,
    ],
    [
      'SCALE-EDGE-009',
      `${path}.realIp.proxyProtocol`,
      and(p.realIp.proxyProtocol, not(isSet(p.realIp.from))),
      'the PROXY protocol is believed from nobody as long as realIp.from is empty',
    ],
    [
      'SCALE-EDGE-010',
      `${path}.resources.limits.ephemeral-storage`,
      and(ne(limit, ''), lt(mebi(limit), needed)),
      str`${limit} is less than the ${needed} MiB that kept answers and /tmp may take`,
    ],
  ]);
}

/** Adds the rules of a service that requests are led to. */
export function addTargetRules(scope: Construct, path: string, p: EdgeValues, target: RouteTarget): void {
  const heard = add(p.dns.validSeconds, DNS_MARGIN_SECONDS);
  // A roll-out has the old pods and the new ones.
  const pods = mul(target.mostPods, 2);
  const room = div(mul(add(p.balancing.zoneKilobytes, -ZONE.ownKilobytes), ZONE.pods), ZONE.perKilobytes);
  const runs = target.runs ?? true;
  complain(scope, p, [
    [
      'SCALE-EDGE-007',
      `${target.component}.shutdown.drainSeconds`,
      and(runs, lt(target.drainSeconds, heard)),
      str`${target.drainSeconds} s is less than the ${heard} s after which the edge has heard that a pod left`,
    ],
    [
      'SCALE-EDGE-005',
      `${path}.balancing.zoneKilobytes`,
      and(runs, gt(pods, room)),
      str`${p.balancing.zoneKilobytes} KiB are good for ${room} pods, and in a roll-out there may be ${pods} of ${target.component}`,
    ],
  ]);
}

/** Adds the rules of a route. */
export function addRouteRules(scope: Construct, path: string, p: EdgeValues, route: Route): void {
  const { name, policy, canary } = route;
  const at = `${path}.routes.${name}`;
  addOverlapRules(scope, path, p, route);
  const { cache, rateLimit, retries, timeouts } = policy;
  const least = leastPods(p);
  const whole = mul(policy.bodyMegabytes, 2);
  complain(scope, p, [
    [
      'SCALE-EDGE-012',
      `${at}.canaryPercent`,
      and(gt(policy.canaryPercent, 0), not(canary === undefined ? false : (canary.runs ?? true))),
      str`${policy.canaryPercent} % of the clients are to get a canary that does not run`,
    ],
    [
      'SCALE-EDGE-003',
      `${at}.cache.credentials`,
      and(cache.enabled, eq(cache.credentials, 'forward')),
      'answers are kept for all, and cookies and Authorization are sent on',
    ],
    [
      'SCALE-EDGE-006',
      `${at}.rateLimit.requests`,
      and(gt(rateLimit.requests, 0), lt(rateLimit.requests, least)),
      str`${rateLimit.requests} a ${rateLimit.per} cannot be divided among ${least} pods`,
    ],
    [
      'SCALE-EDGE-008',
      `${at}.retries.timeoutSeconds`,
      and(gt(retries.attempts, 1), lt(retries.timeoutSeconds, timeouts.connectSeconds)),
      str`no other pod is tried after ${retries.timeoutSeconds} s, and a connection to the first may take ${timeouts.connectSeconds} s`,
    ],
    [
      'SCALE-EDGE-011',
      `${at}.bodyMegabytes`,
      and(policy.bufferUploads, or(eq(policy.bodyMegabytes, 0), gt(whole, mebi(p.security.tmpSize)))),
      str`two bodies of ${choose(eq(policy.bodyMegabytes, 0), 'any size', str`${policy.bodyMegabytes} MiB`)} do not fit into ${p.security.tmpSize}`,
    ],
  ]);
}

/** What else there may be at the same place: nginx would not start, or leave one of them out. */
function addOverlapRules(scope: Construct, path: string, p: EdgeValues, route: Route): void {
  const { name, match, path: place, host } = route;
  if (match === 'exact') {
    const file = place === SECURITY_TXT.path ? SECURITY_TXT.name : place.slice(1);
    const overlap = (key: string, what: string, broken: Param<boolean>): Complaint => [
      'SCALE-EDGE-001',
      `${path}.${key}`,
      broken,
      `the ${what} overlaps with the exact route '${name}'`,
    ];
    complain(scope, p, [
      overlap('redirects', `redirect of ${place}`, ne(get(p.redirects, place), '')),
      overlap('files', `file ${file}`, ne(get(p.files, file), '')),
    ]);
  }
  if (host !== undefined) {
    const isNamed = contains(str`,${join(p.hosts, ',')},`, str`,${host},`);
    const message = str`${host} is the host of a route, and one of those of all routes`;
    complain(scope, p, [['SCALE-EDGE-001', `${path}.hosts`, isNamed, message]]);
  }
}
