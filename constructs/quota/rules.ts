/** What a quota must not contradict: the stack that it is for. */
import type { Construct } from 'constructs';
import type { Code } from '../errors';
import type { Param } from '../values/expr';
import { and, eq, ge, get, gt, lt, ne, not, str } from '../values/ops';
import type { Resolved } from '../values/props';
import { Rule } from '../values/rules';
import { exactly, given, partsOf, unitOf, type Sums } from './sums';
import { COMPUTED, NODE_RESOURCES, type Computed, type NodeResource, type QuotaSchema } from './values';

/** Adds the rules under `scope`; `path` is where its values stand. They are worked out when they are asked for: what is made later counts too. */
export function addQuotaRules(scope: Construct, path: string, p: Resolved<QuotaSchema>, sums: Sums): void {
  const rule = (code: Code, at: string, broken: () => Param<boolean>, message: () => Param<string>) =>
    new Rule(scope, {
      code,
      path: `${path}.${at}`,
      get broken() {
        return and(p.enabled, broken());
      },
      get message() {
        return message();
      },
    });
  for (const key of Object.keys(COMPUTED) as Computed[]) addHardRules(rule, key, p, sums);
  for (const resource of NODE_RESOURCES) addContainerRules(rule, resource, p.containers, sums);
}

type AddRule = (code: Code, at: string, broken: () => Param<boolean>, message: () => Param<string>) => void;

function addHardRules(rule: AddRule, key: Computed, p: Resolved<QuotaSchema>, sums: Sums): void {
  const own = get(p.hard, key);
  const isGiven = ne(own, '');
  const unit = COMPUTED[key];
  const amount = given(unit, own);
  const at = `hard.${key}`;
  rule(
    'SCALE-QUOTA-001',
    at,
    () => and(isGiven, lt(amount, sums.least(key))),
    () => str`${own} is less than the ${exactly(unit, sums.least(key))} that the stack needs at least`,
  );
  rule(
    'SCALE-QUOTA-002',
    at,
    () => and(isGiven, not(p.belowMaximum), ge(amount, sums.least(key)), lt(amount, sums.most(key))),
    () =>
      str`${own} is less than the ${exactly(unit, sums.most(key))} that the stack may use at most, in the middle of a roll-out`,
  );
  const parts = partsOf(key);
  if (parts === undefined) return;
  rule(
    'SCALE-QUOTA-003',
    at,
    () => and(isGiven, sums.isSilent(parts)),
    () => str`it is ${own}, and there are containers without ${key}:${sums.silent(parts)}`,
  );
}

function addContainerRules(
  rule: AddRule,
  resource: NodeResource,
  p: Resolved<QuotaSchema>['containers'],
  sums: Sums,
): void {
  const unit = unitOf(resource);
  const [limit, request, most] = [get(p.default, resource), get(p.defaultRequest, resource), get(p.max, resource)];
  const above = (a: Param<string>, b: Param<string>) => and(ne(a, ''), ne(b, ''), gt(given(unit, a), given(unit, b)));
  rule(
    'SCALE-QUOTA-004',
    `containers.default.${resource}`,
    () => and(p.enabled, ne(limit, ''), sums.isSilent({ side: 'limits', resource })),
    () => str`${limit} would be the limit of containers without one:${sums.silent({ side: 'limits', resource })}`,
  );
  rule(
    'SCALE-QUOTA-005',
    `containers.max.${resource}`,
    () => and(p.enabled, ne(most, ''), lt(given(unit, most), sums.largest(resource))),
    () => str`${most} is less than the ${exactly(unit, sums.largest(resource))} of a container of the stack`,
  );
  rule(
    'SCALE-QUOTA-006',
    `containers.default.${resource}`,
    () => and(p.enabled, above(limit, most)),
    () => str`${limit} is above the maximum ${most}`,
  );
  rule(
    'SCALE-QUOTA-006',
    `containers.defaultRequest.${resource}`,
    () => and(p.enabled, above(request, limit)),
    () => str`${request} is above the default limit ${limit}`,
  );
  rule(
    'SCALE-QUOTA-006',
    `containers.max.${resource}`,
    // The API server would take the maximum as the default limit, of the stack's own containers too.
    () => and(p.enabled, ne(most, ''), eq(limit, '')),
    () => str`there is a maximum, ${most}, and no default limit`,
  );
}
