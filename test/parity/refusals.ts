/** Why something is refused, made comparable: the codes of shape, and the whole words of rules. */
import { CODES, describeProblem, type Code, type CodeEntry, type Problem } from '../../constructs/errors';

/** The codes and the words. */
export interface Refusal {
  readonly codes: readonly string[];
  /** The whole message of each broken rule. */
  readonly rules: readonly string[];
}

const SHAPE = Object.entries(CODES as Readonly<Record<string, CodeEntry>>).flatMap(([code, { helm }]) =>
  helm === undefined ? [] : [{ code, helm }],
);
const isRule = (code: Code): boolean => !SHAPE.some((entry) => entry.code === code);

export function refusalOfSynth(problems: readonly Problem[]): Refusal {
  return {
    codes: sorted(problems.map(({ code }) => code)),
    rules: sorted(problems.filter(({ code }) => isRule(code)).map((p) => describeProblem({ ...p, at: undefined }))),
  };
}

/** Helm says broken rules in our words, and wrong shapes in words of its own, a line each. */
export function refusalOfHelm(stderr: string): Refusal {
  const lines = stderr.split('\n');
  const rules = lines.filter((line) => line.startsWith('SCALE-'));
  const shape = lines
    .filter((line) => /^\s*- |^yaml: /.test(line))
    .flatMap((line) => SHAPE.filter(({ helm }) => helm.test(line)).map(({ code }) => code));
  return { codes: sorted([...shape, ...rules.map((line) => line.split(':')[0] ?? '')]), rules: sorted(rules) };
}

const sorted = (words: readonly string[]): string[] => [...new Set(words)].sort();
