/** What the Job makes in the cluster when nobody gave it. */
import { Construct } from 'constructs';
import { contextOf } from '../stack-context';
import type { Param } from '../values/expr';
import { and, choose, isSet, not, str } from '../values/ops';

/** A Secret that is there already, or that a Job in the cluster makes. */
export interface GeneratedProps {
  /** The name of one that is there already, with the same keys. `''`: a Job makes it. */
  readonly existing: Param<string>;
  /** It is needed only when this holds. */
  readonly when: Param<boolean>;
}

/**
 * Declares a Secret, called `STACK-ID` unless another is given. No object of the stack holds it, so neither `kubectl apply` nor
 * Helm nor Argo CD can overwrite or remove it: `SecretsJob` makes it in the cluster.
 */
export abstract class Generated extends Construct {
  /** The name of the Secret in use. */
  readonly name: Param<string>;
  /** The name of the one that the Job makes. */
  readonly generatedName: Param<string>;
  /** Whether it is the Job's to make. */
  readonly generated: Param<boolean>;
  readonly when: Param<boolean>;

  constructor(scope: Construct, id: string, component: string, props: GeneratedProps) {
    super(scope, id);
    this.generatedName = str`${contextOf(this).fullname}-${component}`;
    this.name = choose(isSet(props.existing), props.existing, this.generatedName);
    this.when = props.when;
    this.generated = not(isSet(props.existing));
  }

  /** Whether the Job has to see to it: it is needed, and nobody gave it. */
  get wanted(): Param<boolean> {
    return and(this.when, this.generated);
  }

  /** How the Job is told of it: an option of its command. */
  abstract get option(): Param<string>;
}
