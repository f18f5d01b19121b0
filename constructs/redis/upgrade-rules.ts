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
import { FACTS, LEAST_SHARDS, shardName } from './names';
import type { RedisSchema } from './values';

type Fact = keyof typeof FACTS;

/**
 * The claim of a node's volume, in words: all that cannot be changed at a StatefulSet.
 *
 * @param id the cluster's, for the name of its helper
 */
export function claimOf({ storage }: Resolved<RedisSchema>, id: string): Param<string> {
  const { size, storageClassName, accessMode } = storage;
  // By value: 10Gi and 10240Mi are the same.
  const all = str`${mebi(size)}Mi of ${choose(isSet(storageClassName), storageClassName, 'the default class')}, ${accessMode}`;
  return isExpr(all)
    ? include(helper<string>({ name: `${id}.claim`, doc: 'Claim of a node of the cache.' }, all))
    : all;
}

/** What is asked for, of each fact: the annotations of a StatefulSet. */
export const factsOf = (p: Resolved<RedisSchema>, claim: Param<string>): Record<Fact, Param<string>> => ({
  storage: p.storage.size,
  claims: claim,
  flavour: p.flavour,
  tls: str`${p.tls.enabled}`,
});

/** Adds the rules under `scope`; `path` is where its values stand, `name` the start of the StatefulSets' names. */
export function addUpgradeRules(
  scope: Construct,
  path: string,
  p: Resolved<RedisSchema>,
  { name, wanted }: { readonly name: Param<string>; readonly wanted: Record<Fact, Param<string>> },
): void {
  const clustered = eq(p.mode, 'cluster');
  const there = (of: Fact, statefulSet: Param<string>, id: string, doc: string): Param<string> => {
    const object = { apiVersion: API_VERSIONS.StatefulSet, kind: 'StatefulSet', name: statefulSet };
    return include(helper<string>({ name: `${path}.installed.${id}`, doc }, installed(object, FACTS[of])));
  };
  // Of a cluster, the first shard speaks for all: they are made alike.
  const first = choose(clustered, shardName(name, 0), name);
  // Each once: a helper has one definition.
  const now = Object.fromEntries(
    (Object.keys(FACTS) as Fact[]).map((of) => [
      of,
      there(of, first, of, `What the cache that is there was made with: ${of}. Empty: there is none.`),
    ]),
  ) as Record<Fact, Param<string>>;
  const rule = (code: Code, at: string, of: Fact, broken: (is: Param<string>) => Param<boolean>) =>
    new Rule(scope, {
      code,
      path: `${path}.${at}`,
      broken: and(ne(p.mode, 'existing'), isSet(now[of]), broken(now[of])),
      message: str`${wanted[of]} is asked for, and ${now[of]} is installed`,
    });
  const { size } = p.storage;
  rule('SCALE-REDIS-007', 'storage.size', 'storage', (is) => lt(milli(size), milli(is)));
  // Where the rule above says more, it is enough.
  rule('SCALE-REDIS-008', 'storage', 'claims', (is) =>
    and(ne(wanted.claims, is), not(lt(milli(size), milli(now.storage)))),
  );
  rule('SCALE-REDIS-009', 'flavour', 'flavour', (is) => ne(wanted.flavour, is));
  rule('SCALE-REDIS-010', 'tls.enabled', 'tls', (is) => ne(wanted.tls, is));

  // Shards go from the last one down, so the fourth is the last to be left behind.
  const fourth = there(
    'claims',
    shardName(name, LEAST_SHARDS),
    'fourthShard',
    'The fourth shard that is there. Empty: there is none.',
  );
  new Rule(scope, {
    code: 'SCALE-REDIS-011',
    path: `${path}.mode`,
    broken: and(not(clustered), isSet(fourth)),
    message: str`${p.mode} is asked for, and shard ${LEAST_SHARDS} is installed`,
  });
}
