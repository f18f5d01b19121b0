/** What must not change once a cluster is installed. */
import type { Construct } from 'constructs';
import type { Code } from '../errors';
import { API_VERSIONS } from '../kinds';
import { isExpr, type Param } from '../values/expr';
import { helper } from '../values/helper';
import { and, choose, eq, include, installed, isSet, lt, ne, not, str } from '../values/ops';
import type { Resolved } from '../values/props';
import { Rule } from '../values/rules';
import { mebi, milli } from '../workload/quantity';
import { FACTS } from './names';
import type { PostgresSchema } from './values';

/**
 * The claims of a member's volumes, in words: all that cannot be changed at a StatefulSet.
 *
 * @param id the cluster's, for the name of its helper
 */
export function claimsOf({ storage }: Resolved<PostgresSchema>, id: string): Param<string> {
  const { size, storageClassName, accessMode, wal } = storage;
  // By value: 20Gi and 20480Mi are the same.
  const claim = (of: Param<string>, className: Param<string>) =>
    str`${mebi(of)}Mi of ${choose(isSet(className), className, 'the default class')}`;
  const data = claim(size, storageClassName);
  const all = str`${choose(wal.enabled, str`${data} and ${claim(wal.size, wal.storageClassName)}`, data)}, ${accessMode}`;
  return isExpr(all)
    ? include(helper<string>({ name: `${id}.claims`, doc: 'Claims of a database member.' }, all))
    : all;
}

/** Adds the rules under `scope`; `path` is where its values stand, `name` that of the StatefulSet, `claims` what its volumes are. */
export function addUpgradeRules(
  scope: Construct,
  path: string,
  p: Resolved<PostgresSchema>,
  { name, claims }: { readonly name: Param<string>; readonly claims: Param<string> },
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
  // Where one of the rules above says more, it is enough.
  rule(
    'SCALE-POSTGRES-013',
    'storage',
    FACTS.claims,
    (there) => and(ne(claims, there), not(lt(milli(size), milli(now(FACTS.storage)))), eq(separate, now(FACTS.wal))),
    claims,
  );
  rule('SCALE-POSTGRES-012', 'version', FACTS.version, (there) => ne<string>(p.version, there), p.version);
}
