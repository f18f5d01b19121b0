/** A Kubernetes object of the tree: a cdk8s ApiObject whose fields may be expressions. */
import { ApiObject, JsonPatch } from 'cdk8s';
import type { Construct } from 'constructs';
import { API_VERSIONS, type KindName, type KindProps } from './kinds';
import { contextOf } from './stack-context';
import { evaluate, type Scope } from './values/evaluate';
import { exprOf, type Expr, type Json, type Param } from './values/expr';
import type { Each, Template } from './values/template';

/** How an object is there, besides what is in it. */
export interface Presence {
  /** The object exists only when this holds. @default - always */
  readonly when?: Param<boolean>;
  /** `each(...)` whose body this object is: one object a round. @default - one object */
  readonly loop?: Each<unknown>;
  /** Run by a person on demand (`helm test`), never by `kubectl apply`. @default false */
  readonly onDemand?: boolean;
}

/**
 * One object of a given kind. Works in any cdk8s app: with literals only, `app.synth()` writes it as it stands.
 *
 * `addJsonPatch` acts on manifests alone; the Helm back end refuses it (SCALE-PARAM-007), as a patch has no template.
 */
export class Manifest<K extends KindName = KindName> extends ApiObject {
  /** The object as given, expressions and all, in the order a person would write it. */
  readonly template: Readonly<Record<string, unknown>>;
  readonly presence: Presence;

  constructor(scope: Construct, id: string, kind: K, template: Template<KindProps[K]>, presence: Presence = {}) {
    super(scope, id, { apiVersion: API_VERSIONS[kind], kind });
    this.template = { apiVersion: API_VERSIONS[kind], kind, ...template };
    this.presence = presence;
  }

  /** The condition on this object, its own and those of the constructs around it; undefined when there is none. */
  get condition(): Expr<boolean> | undefined {
    return this.presence.when === undefined ? undefined : exprOf(this.presence.when);
  }

  /** The plain object, or undefined when its condition does not hold. */
  evaluate(scope: Scope): Json | undefined {
    const { condition } = this;
    if (condition !== undefined && evaluate(condition, scope) !== true) return undefined;
    return evaluate(this.template, scope);
  }

  /** JSON patches added with cdk8s's `addJsonPatch`. */
  get jsonPatches(): readonly JsonPatch[] {
    return this['patches'];
  }

  /** What `app.synth()` writes; reached only outside a stack, so there are no values to read. */
  override toJson(): unknown {
    const plain = this.evaluate({ values: {}, release: contextOf(this).release }) as Plain | undefined;
    if (plain === undefined) return undefined;
    // What callers added with cdk8s's own `metadata.addLabel` and the like stays.
    const added = this.metadata.toJson() as Plain['metadata'];
    const metadata = { ...added, ...plain.metadata };
    for (const key of ['labels', 'annotations'] as const) {
      const both = { ...plain.metadata?.[key], ...added?.[key] };
      if (Object.keys(both).length > 0) metadata[key] = both;
    }
    return JsonPatch.apply({ ...plain, metadata }, ...this.jsonPatches);
  }
}

interface Plain {
  metadata?: { name?: string; labels?: Record<string, string>; annotations?: Record<string, string> };
}
