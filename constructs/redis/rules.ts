/** What a Redis Cluster's values must not contradict. */
import type { Construct } from 'constructs';
import type { Code } from '../errors';
import type { Param } from '../values/expr';
import { add, and, choose, eq, get, gt, isSet, lt, max, mul, ne, not, or, str } from '../values/ops';
import type { Resolved } from '../values/props';
import { Rule } from '../values/rules';
import { mebi } from '../workload/quantity';
import { addResourceRules } from '../workload/rules';
import { SHUTDOWN_TIMEOUT_SECONDS } from './config';
import type { Sizes } from './memory';
import type { RedisSchema } from './values';

/** Least memory for data, in MiB: below it Redis itself needs more than it may have. */
const LEAST_DATA_MIB = 16;
/** Of the data the backlog may take a quarter. */
const BACKLOG_SHARE = 4;
/** Seconds left after hand-over and stop, for the containers to be taken down. */
const GRACE_MARGIN_SECONDS = 5;

/** Adds the rules of a cluster under `scope`; `path` is where its values stand. */
export function addRedisRules(scope: Construct, path: string, p: Resolved<RedisSchema>, s: Sizes): void {
  const runs = ne(p.mode, 'existing');
  const clustered = eq(p.mode, 'cluster');
  const rule = (code: Code, at: string, broken: Param<boolean>, message: Param<string>) =>
    new Rule(scope, { code, path: `${path}.${at}`, broken, message });

  const limit = get(p.resources.limits, 'memory');
  rule(
    'SCALE-REDIS-001',
    'resources.limits.memory',
    and(runs, lt(mebi(limit), s.neededMemory)),
    str`the memory limit "${limit}" is less than the ${s.neededMemory}Mi that a node with ${s.data}Mi of data needs`,
  );
  const least = max(LEAST_DATA_MIB, choose(clustered, mul(BACKLOG_SHARE, s.backlog), 0));
  rule(
    'SCALE-REDIS-002',
    'maxMemory',
    and(runs, lt(s.data, least)),
    str`${p.maxMemory} is less than ${least}Mi, with a backlog of ${p.replication.backlog}`,
  );
  const { gracePeriodSeconds, handOverSeconds } = p.shutdown;
  const stop = SHUTDOWN_TIMEOUT_SECONDS + GRACE_MARGIN_SECONDS;
  rule(
    'SCALE-REDIS-003',
    'shutdown.gracePeriodSeconds',
    and(clustered, gt(add(handOverSeconds, stop), gracePeriodSeconds)),
    str`${gracePeriodSeconds} s is less than the ${handOverSeconds} s to hand over and ${stop} s to stop`,
  );
  rule(
    'SCALE-REDIS-004',
    'tls.existingSecret',
    and(p.tls.enabled, not(isSet(p.tls.existingSecret))),
    'TLS is on without a Secret',
  );
  rule(
    'SCALE-REDIS-005',
    'existing.nodes',
    and(not(runs), or(not(isSet(p.existing.nodes)), not(isSet(p.existingSecret)))),
    'the nodes or the Secret of the existing cache are not given',
  );
  rule(
    'SCALE-REDIS-006',
    'storage.size',
    and(runs, lt(mebi(p.storage.size), s.neededStorage)),
    str`${p.storage.size} is less than the ${s.neededStorage}Mi that ${s.data}Mi of data need`,
  );
  addResourceRules(scope, path, p.resources);
  addResourceRules(scope, `${path}.agent`, p.agent.resources);
}
