/** What the tests of constructs and packages share. */
import { ScaleoutError, type Code, type Problem } from '../../constructs/errors';
import type { Scope } from '../../constructs/values/evaluate';
import { evaluate } from '../../constructs/values/evaluate';
import { Expr, type Json, type Kind, type Release } from '../../constructs/values/expr';

export const RELEASE: Release = { name: 'shop', namespace: 'prod', service: 'Helm', version: '1.2.3' };

/** A reference into the values, as `refs` makes them. */
export const ref = <T>(kind: Kind, ...path: string[]): Expr<T> => new Expr<T>(kind, { op: 'value', path });

/** What a template comes to, given values. */
export function valueOf(template: unknown, values: Json = {}, variables: Scope['variables'] = {}): Json | undefined {
  return evaluate(template, { values, release: RELEASE, variables });
}

/** The problems that some work is refused with; any other error, or none, fails the test. */
export function problemsOf(work: () => unknown): readonly Problem[] {
  try {
    work();
  } catch (error) {
    if (error instanceof ScaleoutError) return error.problems;
    throw error;
  }
  throw new Error('it was accepted');
}

/** The codes of these problems, in order. */
export const codesOf = (work: () => unknown): Code[] => problemsOf(work).map(({ code }) => code);

/** The value at a path: `pick(deployment, 'spec.template.spec.containers.0.image')`; undefined when it is not there. */
export function pick(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown> | null | undefined)?.[key], value);
}
