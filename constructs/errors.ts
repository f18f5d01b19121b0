/**
 * Everything that can be refused, in one table. A code is public: it is printed by synth, by Helm's `fail`, and listed
 * in docs/errors.md, which a test holds against this table.
 */
import { EDGE_CODES } from './edge/codes';
import { POSTGRES_CODES } from './postgres/codes';
import { QUOTA_CODES } from './quota/codes';
import { REDIS_CODES } from './redis/codes';
import { SIDECAR_RULE_CODES } from './sidecar/codes';
import { VALUE_CODES } from './values/codes';
import { WORKLOAD_CODES } from './workload/codes';

/** One entry of the table. */
export interface CodeEntry {
  /** What it is about, in a few words. */
  readonly title: string;
  /** How one comes to see it. */
  readonly cause: string;
  /** What to do about it. */
  readonly remedy: string;
  /** For rules of shape: how Helm's own schema check words the same refusal (Helm 3 and Helm 4 differ). */
  readonly helm?: RegExp;
}

export const CODES = {
  ...VALUE_CODES,
  ...WORKLOAD_CODES,
  ...POSTGRES_CODES,
  ...REDIS_CODES,
  ...SIDECAR_RULE_CODES,
  ...EDGE_CODES,
  ...QUOTA_CODES,
} as const satisfies Record<string, CodeEntry>;
export type Code = keyof typeof CODES;

/** One thing that is wrong, with all that is needed to put it right. */
export interface Problem {
  readonly code: Code;
  /** `backend.autoscaling.min`, or a construct's path. */
  readonly path?: string;
  /** `mine.yaml:12`, or `--set a.b=c`. */
  readonly at?: string;
  /** What is wrong, with the value and the rule. */
  readonly message: string;
  /** What to do about it. Default: the code's remedy in the table. */
  readonly remedy?: string;
}

/** Refused input. Carries every problem at once; the message lists them all. */
export class ScaleoutError extends Error {
  override readonly name = 'ScaleoutError';
  constructor(readonly problems: readonly Problem[]) {
    super(problems.map(describeProblem).join('\n'));
  }
  /** The first problem's code. */
  get code(): Code | undefined {
    return this.problems[0]?.code;
  }
}

/** One problem in one readable paragraph. */
export function describeProblem(problem: Problem): string {
  const where = [problem.at, problem.path].filter((part) => part !== undefined).join(' ');
  const remedy = problem.remedy ?? (CODES[problem.code] as CodeEntry).remedy;
  return `${problem.code}: ${where === '' ? '' : `${where}: `}${problem.message}. ${remedy}`;
}

/** An error in the code that uses the model, not in values: thrown at once, with the remedy. */
export function misuse(code: Code, message: string): ScaleoutError {
  return new ScaleoutError([{ code, message }]);
}
