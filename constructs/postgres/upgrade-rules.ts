/** What must not change once a cluster is installed. */
import type { Construct } from 'constructs';
import type { Code } from '../errors';
import { API_VERSIONS } from '../kinds';
import type { Param } from '../values/expr';
import { and, eq, installed, isSet, lt, ne, str } from '../values/ops';
import type { Resolved } from '../values/props';
import { Rule } from '../values/rules';
import { milli } from '../workload/quantity';
import { FACTS } from './names';
import type { PostgresSchema } from './values';

/** Adds the rules under `scope`; `path` is where its values stand, `name` that of the StatefulSet. */
export function addUpgradeRules(
  scope: Construct,
  path: string,
  p: Resolved<PostgresSchema>,
  name: Param<string>,
): void {
  const now = (fact: string): Param<string> =>
    installed({ apiVersion: API_VERSIONS.StatefulSet, kind: 'StatefulSet', name }, fact);
  const rule = (
    code: Code,
    at: string,
    fact: string,
    broken: (there: Param<string>) => Param<boolean>,
    value: Param<string>,
  ) =>
    new Rule(scope, {
      code,
      path: `${path}.${at}`,
      broken: and(eq(p.mode, 'cluster'), isSet(now(fact)), broken(now(fact))),
      message: str`${value} is asked for, and ${now(fact)} is installed`,
    });

  const { size, wal } = p.storage;
  rule('SCALE-POSTGRES-010', 'storage.size', FACTS.storage, (there) => lt(milli(size), milli(there)), size);
  const separate = str`${wal.enabled}`;
  rule('SCALE-POSTGRES-011', 'storage.wal.enabled', FACTS.wal, (there) => ne(separate, there), separate);
  rule('SCALE-POSTGRES-012', 'version', FACTS.version, (there) => ne<string>(p.version, there), p.version);
}
