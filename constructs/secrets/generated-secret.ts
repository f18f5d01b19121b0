/** A Secret that is there already, or that a Job in the cluster makes. */
import { Construct } from 'constructs';
import { contextOf } from '../stack-context';
import type { Param } from '../values/expr';
import { choose, isSet, not, str } from '../values/ops';

/** What a Secret is made of. */
export interface GeneratedSecretProps {
  /** The name of one that is there already, with the same keys. `''`: a Job makes it. */
  readonly existing: Param<string>;
  /** Its keys; each holds a password of its own. Public: a change is a migration. */
  readonly keys: readonly string[];
  /** It is needed only when this holds. */
  readonly when: Param<boolean>;
}

/**
 * Declares a Secret, called `STACK-ID` unless another is given. No object of the stack holds it, so neither `kubectl apply` nor
 * Helm nor Argo CD can overwrite or remove it: `SecretsJob` makes it in the cluster.
 */
export class GeneratedSecret extends Construct {
  /** The name of the Secret in use. */
  readonly name: Param<string>;
  /** The name of the one that the Job makes. */
  readonly generatedName: Param<string>;
  readonly keys: readonly string[];
  /** Whether it is the Job's to make. */
  readonly generated: Param<boolean>;
  readonly when: Param<boolean>;

  constructor(scope: Construct, id: string, component: string, props: GeneratedSecretProps) {
    super(scope, id);
    this.generatedName = str`${contextOf(this).fullname}-${component}`;
    this.name = choose(isSet(props.existing), props.existing, this.generatedName);
    this.keys = props.keys;
    this.when = props.when;
    this.generated = not(isSet(props.existing));
  }
}
