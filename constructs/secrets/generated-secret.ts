/** Passwords that are there already, or that a Job in the cluster makes. */
import type { Construct } from 'constructs';
import type { Param } from '../values/expr';
import { str } from '../values/ops';
import { Generated, type GeneratedProps } from './generated';

/** What a Secret is made of. */
export interface GeneratedSecretProps extends GeneratedProps {
  /** Its keys; each holds a password of its own. Public: a change is a migration. */
  readonly keys: readonly string[];
}

/** Declares a Secret of random passwords; see {@link Generated}. */
export class GeneratedSecret extends Generated {
  readonly keys: readonly string[];

  constructor(scope: Construct, id: string, component: string, props: GeneratedSecretProps) {
    super(scope, id, component, props);
    this.keys = props.keys;
  }

  /** `--secret=NAME:KEY,KEY` */
  get option(): Param<string> {
    return str`--secret=${this.generatedName}:${this.keys.join(',')}`;
  }
}
