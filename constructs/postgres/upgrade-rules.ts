/** What must not change once a cluster is installed. */
import type { Construct } from 'constructs';
import type { Code } from '../errors';
import { API_VERSIONS } from '../kinds';
import { isExpr, type Param } from '../values/expr';
import { helper } from '../values/helper';
import { and, choose, eq, include, installed, isSet, lt, ne, not, or, str } from '../values/ops';
import type { Resolved } from '../values/props';
import { Rule } from '../values/rules';
import { mebi, milli } from '../workload/quantity';
import { FACTS } from './names';
import { isTlsRequired, TLS_STAGES, tlsStage } from './tls';
import type { PostgresSchema } from './values';

type Fact = keyof typeof FACTS;

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
  const fact = (of: Fact): Param<string> => {
    const doc = `What the cluster that is there was made with: ${of}. Empty: there is none.`;
    const body = installed({ apiVersion: API_VERSIONS.StatefulSet, kind: 'StatefulSet', name }, FACTS[of]);
    return include(helper<string>({ name: `${path}.installed.${of}`, doc }, body));
  };
  // Each once: a helper has one definition.
  const now = Object.fromEntries(Object.keys(FACTS).map((of) => [of, fact(of as Fact)])) as Record<Fact, Param<string>>;
  const rule = (
    code: Code,
    at: string,
    of: Fact,
    broken: (there: Param<string>) => Param<boolean>,
    value: Param<string>,
  ) =>
    new Rule(scope, {
      code,
      path: `${path}.${at}`,
      broken: and(eq(p.mode, 'cluster'), isSet(now[of]), broken(now[of])),
      message: str`${value} is asked for, and ${now[of]} is installed`,
    });

  const { size, wal } = p.storage;
  rule('SCALE-POSTGRES-010', 'storage.size', 'storage', (there) => lt(milli(size), milli(there)), size);
  const separate = str`${wal.enabled}`;
  rule('SCALE-POSTGRES-011', 'storage.wal.enabled', 'wal', (there) => ne(separate, there), separate);
  // Where one of the rules above says more, it is enough.
  rule(
    'SCALE-POSTGRES-013',
    'storage',
    'claims',
    (there) => and(ne(claims, there), not(lt(milli(size), milli(now.storage))), eq(separate, now.wal)),
    claims,
  );
  // At once, members, poolers and apps that are new would not talk to those that are not yet.
  rule(
    'SCALE-POSTGRES-016',
    'tls',
    'tls',
    (there) =>
      or(and(eq(there, TLS_STAGES.off), isTlsRequired(p.tls)), and(eq(there, TLS_STAGES.required), not(p.tls.enabled))),
    tlsStage(p.tls),
  );
  rule('SCALE-POSTGRES-012', 'version', 'version', (there) => ne<string>(p.version, there), p.version);
}
