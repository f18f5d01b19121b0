/**
 * Cross-field rules. A rule is an expression that holds when something is wrong; synth evaluates it, and the Helm back
 * end prints it into `_validate.tpl`, so both refuse the same values with the same words.
 */
import { Construct } from 'constructs';
import { CODES, type Code, type CodeEntry, type Problem } from '../errors';
import { evaluate, type Scope } from './evaluate';
import { exprOf, type Param } from './expr';
import { str } from './ops';

/** A rule: what must not be, and what to say when it is. */
export interface RuleSpec {
  readonly code: Code;
  /** What is looked at, as a path of the values file or a construct's path. */
  readonly path: string;
  /** Holds when the rule is broken. */
  readonly broken: Param<boolean>;
  /** What is wrong, with the values and the rule: made with `str`. */
  readonly message: Param<string>;
}

/** A rule in the tree. */
export class Rule extends Construct {
  constructor(
    scope: Construct,
    readonly spec: RuleSpec,
  ) {
    // The same ids in every service: V8 keeps a shape for each order of keys, and a thousand services would have as many.
    super(scope, freeId(scope, `${spec.code}:${spec.path.replace(/^[^.]*\./, '')}`));
    // For apps without a stack: `app.synth()` reports all broken rules of the tree together.
    this.node.addValidation({
      validate: () => (this.check(NO_SCOPE) === undefined ? [] : [evaluate(exprOf(this.text), NO_SCOPE) as string]),
    });
  }

  /** The whole message, the same in both back ends. */
  get text(): Param<string> {
    const { code, path, message } = this.spec;
    return str`${code}: ${path}: ${message}. ${(CODES[code] as CodeEntry).remedy}`;
  }

  /** The problem, when the rule is broken. */
  check(scope: Scope): Problem | undefined {
    const { code, path, message, broken } = this.spec;
    if (evaluate(exprOf(broken), scope) !== true) return undefined;
    return { code, path, message: evaluate(exprOf(message), scope) as string };
  }
}

/** An id that is not taken: rules about two services may stand in one scope. */
function freeId(scope: Construct, id: string, count = 1): string {
  const next = count === 1 ? id : `${id}:${count}`;
  return scope.node.tryFindChild(next) === undefined ? next : freeId(scope, id, count + 1);
}

const NO_SCOPE: Scope = { values: {}, release: { name: '', namespace: '', service: '', version: '' } };
