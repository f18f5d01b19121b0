/**
 * Cross-field rules. A rule is an expression that holds when something is wrong; synth evaluates it, and the Helm back
 * end prints it into `_validate.tpl`, so both refuse the same values with the same words.
 */
import type { IConstruct } from 'constructs';
import { CODES, describeProblem, type Code, type CodeEntry, type Problem } from '../errors';
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

/** The rules of each construct. Not constructs themselves: a thousand services have 24,000 of them. */
const rules = new WeakMap<IConstruct, Rule[]>();

/** The rules that were given to a construct, without those below it. */
export function rulesOf(scope: IConstruct): readonly Rule[] {
  return rules.get(scope) ?? [];
}

/** A rule of a construct. */
export class Rule {
  constructor(
    scope: IConstruct,
    readonly spec: RuleSpec,
  ) {
    const known = rules.get(scope);
    if (known !== undefined) {
      known.push(this);
      return;
    }
    rules.set(scope, [this]);
    // For apps without a stack: `app.synth()` reports all broken rules of the tree together.
    scope.node.addValidation({ validate: () => rulesOf(scope).flatMap((rule) => rule.complaint()) });
  }

  private complaint(): string[] {
    const problem = this.check(NO_SCOPE);
    return problem === undefined ? [] : [describeProblem(problem)];
  }

  /** The whole message as an expression, in the words of `describeProblem`; parity holds the two together. */
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

const NO_SCOPE: Scope = { values: {}, release: { name: '', namespace: '', service: '', version: '' } };
