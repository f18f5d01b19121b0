/** What a Postgres cluster's values must not contradict. */
import type { Construct } from 'constructs';
import type { Code } from '../errors';
import type { Param } from '../values/expr';
import { add, and, eq, gt, isSet, lt, mul, not, or, str } from '../values/ops';
import type { Resolved } from '../values/props';
import { Rule } from '../values/rules';
import { mebi } from '../workload/quantity';
import { addResourceRules } from '../workload/rules';
import { isSynchronous } from './durability';
import { memoryOf } from './sizing';
import type { PostgresSchema } from './values';

/** Least memory of a member, in MiB: Postgres, Patroni and their caches. */
const LEAST_MEMORY_MIB = 256;
const LEAST_STORAGE_MIB = 1024;

/** Adds the rules of a cluster under `scope`; `path` is where its values stand. */
export function addPostgresRules(scope: Construct, path: string, p: Resolved<PostgresSchema>): void {
  const runs = eq(p.mode, 'cluster');
  const rule = (code: Code, at: string, broken: Param<boolean>, message: Param<string>) =>
    new Rule(scope, { code, path: `${path}.${at}`, broken, message });

  rule(
    'SCALE-POSTGRES-001',
    'durability',
    and(runs, isSynchronous(p.durability), lt(p.replicas, 2)),
    str`${p.durability} needs a replica, and there is ${p.replicas} member`,
  );
  const { ttlSeconds, loopWaitSeconds, retryTimeoutSeconds } = p.failover;
  rule(
    'SCALE-POSTGRES-005',
    'failover.ttlSeconds',
    and(runs, gt(add(loopWaitSeconds, mul(2, retryTimeoutSeconds)), ttlSeconds)),
    str`${ttlSeconds} s is less than the loop wait of ${loopWaitSeconds} s and twice the retry timeout of ${retryTimeoutSeconds} s`,
  );
  // The supervisor ends a primary four seconds before its lock may run out, and has Patroni itself started again well before that.
  rule(
    'SCALE-POSTGRES-017',
    'failover.loopWaitSeconds',
    and(runs, lt(ttlSeconds, add(mul(2, loopWaitSeconds), 9))),
    str`twice the loop wait of ${loopWaitSeconds} s and 9 s to start Patroni again are more than ${ttlSeconds} s`,
  );
  const { pauseSeconds } = p.shutdown;
  rule(
    'SCALE-POSTGRES-017',
    'shutdown.pauseSeconds',
    and(runs, lt(ttlSeconds, add(loopWaitSeconds, pauseSeconds, 6))),
    str`the loop wait of ${loopWaitSeconds} s, the pause of ${pauseSeconds} s and 6 s to stop are more than ${ttlSeconds} s`,
  );
  rule(
    'SCALE-POSTGRES-006',
    'resources.limits.memory',
    and(runs, lt(mebi(memoryOf(p)), LEAST_MEMORY_MIB)),
    str`the memory "${memoryOf(p)}" is less than ${LEAST_MEMORY_MIB}Mi`,
  );
  for (const [at, size, given] of [
    ['storage.size', p.storage.size, runs],
    ['storage.wal.size', p.storage.wal.size, and(runs, p.storage.wal.enabled)],
  ] as const) {
    rule('SCALE-POSTGRES-007', at, and(given, lt(mebi(size), LEAST_STORAGE_MIB)), str`${size} is less than 1Gi`);
  }
  rule(
    'SCALE-POSTGRES-008',
    'external.host',
    and(not(runs), or(not(isSet(p.external.host)), not(isSet(p.existingSecret)))),
    'the host or the Secret of the external database is not given',
  );
  rule(
    'SCALE-POSTGRES-009',
    'tls.existingSecret',
    and(p.tls.enabled, not(isSet(p.tls.existingSecret))),
    'TLS is on without a Secret',
  );
  addResourceRules(scope, path, p.resources);
}
