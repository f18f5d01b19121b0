/** A Kubernetes object of the tree: a cdk8s ApiObject whose fields may be expressions. */
import { ApiObject, JsonPatch } from 'cdk8s';
import type { Construct } from 'constructs';
import { misuse } from './errors';
import { API_VERSIONS, type KindName, type KindProps } from './kinds';
import { contextOf } from './stack-context';
import { evaluate, iterations, type Scope } from './values/evaluate';
import { Deferred, exprOf, Expr, type Json, type Param } from './values/expr';
import { merge, type Each, type Template } from './values/template';
import { WAVE_ANNOTATION, WAVES } from './waves';

/** How many pods an object makes. */
export interface Pods {
  /** When all are well. */
  readonly least: Param<number>;
  /** At most, those that a roll-out adds included. */
  readonly most: Param<number>;
  /** Those that may be on their way out beside them: their successors do not wait for their end. @default 0 */
  readonly leaving?: Param<number>;
}

/** How an object is there, besides what is in it. */
export interface Presence {
  /** The object exists only when this holds. @default - always */
  readonly when?: Param<boolean>;
  /** One object a round: made by `rounds`. @default - one object */
  readonly loop?: Each<unknown>;
  /** Run by a person on demand (`helm test`), never by `kubectl apply`. @default false */
  readonly onDemand?: boolean;
  /** Run when the stack is uninstalled, before any of it goes (`helm uninstall`); never by `kubectl apply` or Argo CD. @default false */
  readonly onRemoval?: boolean;
  /** How many pods it makes; a Job and a Pod make one. For quotas. @default - not known */
  readonly pods?: Pods;
  /** Argo CD's sync wave. @default - that of the kind, see WAVES */
  readonly wave?: number;
}

/**
 * One object of a given kind. Works in any cdk8s app: with literals only, `app.synth()` writes it as it stands.
 *
 * `addJsonPatch` acts on manifests alone; the Helm back end refuses it (SCALE-PARAM-007), as a patch has no template.
 */
export class Manifest<K extends KindName = KindName> extends ApiObject {
  private readonly body: () => Template<KindProps[K]>;

  /**
   * @param body the object's fields, or what makes them: asked when the whole tree stands, so that what is
   * connected later is in it
   */
  constructor(
    scope: Construct,
    id: string,
    override readonly kind: K,
    body: Template<KindProps[K]> | (() => Template<KindProps[K]>),
    readonly presence: Presence = {},
  ) {
    super(scope, id, { apiVersion: API_VERSIONS[kind], kind });
    this.body = typeof body === 'function' ? body : () => body;
  }

  /**
   * The object, expressions and all, in the order a person would write it. Made anew each time: of a thousand services, the
   * templates would take more memory than all that is written.
   */
  get template(): Readonly<Record<string, unknown>> {
    return this.withMetadata({ apiVersion: this.apiVersion, kind: this.kind, ...(this.body() as object) });
  }

  /** With the wave, and what callers added with cdk8s's own `metadata.addLabel` and the like. */
  private withMetadata(object: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
    const { labels, annotations, ...named } = this.metadata.toJson() as Metadata;
    const wave = this.presence.wave ?? WAVES[this.kind];
    const added = { ...(wave === 0 ? {} : { [WAVE_ANNOTATION]: String(wave) }), ...annotations };
    const given = (object['metadata'] ?? {}) as Deferred<Metadata> | Fields;
    if (given instanceof Deferred) {
      const own: Template<Metadata> = { labels: both({}, labels), annotations: both(added, {}) };
      return { ...object, metadata: merge<Metadata>(own, given) };
    }
    const metadata = {
      ...named,
      ...given,
      labels: both(given.labels, labels),
      annotations: both(added, given.annotations),
    };
    return { ...object, metadata };
  }

  /** Whether it is part of what `kubectl apply` takes, and not run at some other time. */
  get isApplied(): boolean {
    return this.presence.onDemand !== true && this.presence.onRemoval !== true;
  }

  /** The condition on this object; undefined when there is none. */
  get condition(): Expr<boolean> | undefined {
    const { when = true } = this.presence;
    return when === true ? undefined : exprOf(when);
  }

  /** The plain objects: none when the condition does not hold, one a round of the loop. */
  evaluateAll(scope: Scope): Json[] {
    const { loop } = this.presence;
    const scopes = loop === undefined ? [scope] : [...iterations(loop, scope)];
    return scopes
      .filter((round) => this.condition === undefined || evaluate(this.condition, round) === true)
      .map((round) => evaluate(this.template, round) as Json);
  }

  /** JSON patches added with cdk8s's `addJsonPatch`. */
  get jsonPatches(): readonly JsonPatch[] {
    return (this as unknown as { readonly patches: readonly JsonPatch[] }).patches;
  }

  /** What `app.synth()` writes; reached only outside a stack, so there are no values to read. */
  override toJson(): unknown {
    if (!this.isApplied) return undefined;
    const [plain, ...more] = this.evaluateAll({ values: {}, release: contextOf(this).release });
    if (plain === undefined) return undefined;
    if (more.length > 0) {
      throw misuse(
        'SCALE-PARAM-002',
        `'${this.node.path}' stands for ${more.length + 1} objects; \`rounds\` makes each`,
      );
    }
    const patched: unknown = JsonPatch.apply(plain, ...this.jsonPatches);
    return patched;
  }
}

interface Metadata {
  readonly name?: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Metadata that is written out field by field. */
type Fields = Exclude<Template<Metadata>, Deferred<unknown>>;

type Labels = Template<Readonly<Record<string, string>>> | undefined;
/** Two sets of labels as one; undefined when there is none. */
function both(one: Labels, other: Labels): Labels {
  const parts = [one, other].filter(
    (part) => part !== undefined && (part instanceof Deferred || Object.keys(part).length > 0),
  );
  return parts.length === 1 && !(parts[0] instanceof Expr)
    ? parts[0]
    : parts.length === 0
      ? undefined
      : merge(...parts);
}
