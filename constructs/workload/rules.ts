/** What a tier's values must not contradict. */
import type { Construct } from 'constructs';
import type { Code } from '../errors';
import { add, and, choose, div, eq, ge, get, gt, lt, mul, ne, str } from '../values/ops';
import type { Param } from '../values/expr';
import type { Resolved } from '../values/props';
import { Rule } from '../values/rules';
import { milli } from './quantity';
import type { TierSchema, WebServiceSchema } from './values';

type Quantities = Param<Record<string, string>>;
interface Resources {
  readonly requests: Quantities;
  readonly limits: Quantities;
}

/** Seconds left after drain and finish, for the container to be taken down. */
export const GRACE_MARGIN_SECONDS = 5;

/** Seconds a pod needs to leave: drain, finish, margin. */
export function neededGraceSeconds(p: Resolved<TierSchema>): Param<number> {
  return add(p.shutdown.drainSeconds, p.shutdown.finishSeconds, GRACE_MARGIN_SECONDS);
}

/** Least pods when all are well. */
export const leastPods = (p: Resolved<TierSchema>): Param<number> =>
  choose(p.autoscaling.enabled, p.autoscaling.min, p.replicas);

/** Pods when it has grown as far as it may. */
export const grownPods = (p: Resolved<TierSchema>): Param<number> =>
  choose(p.autoscaling.enabled, p.autoscaling.max, p.replicas);

/** Most pods at once: those that autoscaling may ask for, and those that a roll-out adds. */
export function mostPods(p: Resolved<TierSchema>): Param<number> {
  const most = grownPods(p);
  // Kubernetes rounds the surge up.
  return add(most, div(add(mul(most, p.rollout.maxSurgePercent), 99), 100));
}

/** Adds the rules of a tier under `scope`; `path` is where its values stand. */
export function addTierRules(scope: Construct, path: string, p: Resolved<TierSchema>): void {
  const { autoscaling: hpa, resources, shutdown, disruption } = p;
  const rule = (code: Code, at: string, broken: Param<boolean>, message: Param<string>) =>
    new Rule(scope, { code, path: `${path}.${at}`, broken, message });

  rule(
    'SCALE-WORKLOAD-001',
    'autoscaling.min',
    and(hpa.enabled, gt(hpa.min, hpa.max)),
    str`the minimum (${hpa.min}) is above the maximum (${hpa.max})`,
  );
  rule(
    'SCALE-WORKLOAD-002',
    'shutdown.gracePeriodSeconds',
    and(gt(shutdown.gracePeriodSeconds, 0), lt(shutdown.gracePeriodSeconds, neededGraceSeconds(p))),
    str`${shutdown.gracePeriodSeconds} s is less than the ${shutdown.drainSeconds} s to drain, ${shutdown.finishSeconds} s to finish and ${GRACE_MARGIN_SECONDS} s of margin`,
  );
  rule(
    'SCALE-WORKLOAD-003',
    'autoscaling.cpuUtilization',
    and(hpa.enabled, gt(hpa.cpuUtilization, 0), eq(get(resources.requests, 'cpu'), '')),
    str`a target of ${hpa.cpuUtilization} % needs a CPU request, and resources.requests.cpu is not there`,
  );
  rule(
    'SCALE-WORKLOAD-004',
    'autoscaling.memoryUtilization',
    and(hpa.enabled, gt(hpa.memoryUtilization, 0), eq(get(resources.requests, 'memory'), '')),
    str`a target of ${hpa.memoryUtilization} % needs a memory request, and resources.requests.memory is not there`,
  );
  rule(
    'SCALE-WORKLOAD-005',
    'autoscaling.enabled',
    and(hpa.enabled, eq(hpa.cpuUtilization, 0), eq(hpa.memoryUtilization, 0)),
    'autoscaling is on without a target for CPU or memory',
  );
  const least = leastPods(p);
  rule(
    'SCALE-WORKLOAD-006',
    'disruption.maxUnavailable',
    // With one replica there is nothing to protect, and refusing to move it would block drains for ever.
    and(disruption.enabled, gt(least, 1), ge(disruption.maxUnavailable, least)),
    str`${disruption.maxUnavailable} pods away at once is all of the ${least} there may be`,
  );
  addResourceRules(scope, path, resources);
}

/** Adds the rules of a service under `scope`; `path` is where its values stand. */
export function addWebServiceRules(scope: Construct, path: string, p: Resolved<WebServiceSchema>): void {
  addTierRules(scope, path, p);
  for (const name of ['startup', 'readiness', 'liveness'] as const) {
    const probe = p.probes[name];
    new Rule(scope, {
      code: 'SCALE-WORKLOAD-007',
      path: `${path}.probes.${name}.timeoutSeconds`,
      broken: gt(probe.timeoutSeconds, probe.periodSeconds),
      message: str`${probe.timeoutSeconds} s is above the period of ${probe.periodSeconds} s`,
    });
  }
}

/** Adds the rules of what a container may use. */
export function addResourceRules(scope: Construct, path: string, resources: Resources): void {
  for (const name of ['cpu', 'memory', 'ephemeral-storage'] as const) {
    const [request, limit] = [get(resources.requests, name), get(resources.limits, name)];
    new Rule(scope, {
      code: 'SCALE-WORKLOAD-008',
      path: `${path}.resources.requests.${name}`,
      broken: and(ne(limit, ''), gt(milli(request), milli(limit))),
      message: str`the request ${request} is above the limit ${limit}`,
    });
  }
}
