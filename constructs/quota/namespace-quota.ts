/** How much all that is in a namespace may use together, from what the stack itself needs. */
import { Construct } from 'constructs';
import { Manifest } from '../manifest';
import { contextOf } from '../stack-context';
import type { Param } from '../values/expr';
import { and, isSet, ne, not, get, or, str } from '../values/ops';
import { resolveProps, type PropsOf, type Resolved } from '../values/props';
import { merge, when, type Template } from '../values/template';
import { demandsBelow } from './demand';
import { addQuotaRules } from './rules';
import { andPercent, orComputed, partsOf, roundedUp, Sums } from './sums';
import { COMPUTED, quotaValues, type Computed, type QuotaSchema } from './values';

/** Properties of {@link NamespaceQuota}. */
export type NamespaceQuotaProps = PropsOf<QuotaSchema>;

const SCHEMA = quotaValues();

/**
 * A ResourceQuota and a LimitRange. What is not given is computed from all pods of the tree, so what is added to it later is counted too.
 * Its id stands in the names: `STACK-ID`.
 *
 * ```ts
 * new NamespaceQuota(chart, 'quota', { enabled: true, hard: { 'requests.cpu': '40' } });
 * ```
 */
export class NamespaceQuota extends Construct {
  private readonly p: Resolved<QuotaSchema>;
  private readonly sums: Sums;

  constructor(scope: Construct, id: string, props: NamespaceQuotaProps = {}) {
    super(scope, id);
    const p = resolveProps(SCHEMA, props, this.node.path);
    this.p = p;
    this.sums = new Sums(id, () => demandsBelow(this.node.root));
    const { fullname, labels } = contextOf(this);
    const metadata = {
      name: str`${fullname}-${id}`,
      labels: merge<Record<string, string>>(labels, { 'app.kubernetes.io/component': id }),
    };
    new Manifest(
      this,
      'ResourceQuota',
      'ResourceQuota',
      () => ({ metadata, spec: { hard: merge<Record<string, string>>(this.hard(), p.others) as never } }),
      { when: p.enabled },
    );
    const { containers } = p;
    const given = (map: Param<Record<string, string>>) => when<Record<string, never>>(isSet(map), map as never);
    const limits = { type: 'Container', default: given(containers.default), max: given(containers.max) };
    new Manifest(
      this,
      'LimitRange',
      'LimitRange',
      { metadata, spec: { limits: [{ ...limits, defaultRequest: given(containers.defaultRequest) }] } },
      { when: and(p.enabled, containers.enabled) },
    );
    addQuotaRules(this, id, p, this.sums);
  }

  private hard(): Template<Record<string, string>> {
    const keys = Object.keys(COMPUTED) as Computed[];
    return Object.fromEntries(keys.map((key) => [key, this.limitOf(key)]));
  }

  private limitOf(key: Computed) {
    const { p, sums } = this;
    const computed = roundedUp(COMPUTED[key], andPercent(sums.peak(key), p.headroomPercent));
    const limit = orComputed(p.hard, key, computed);
    const parts = partsOf(key);
    // Where a container of the stack says nothing, a quota would refuse it.
    const counts = parts === undefined ? true : not(sums.isSilent(parts));
    return when<string>(or(ne(get(p.hard, key), ''), counts), limit);
  }
}
