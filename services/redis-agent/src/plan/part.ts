/** What one part of a plan has to say. */
import type { Step } from '../model';

export interface Part {
  readonly steps?: readonly Step[];
  readonly refusals?: readonly string[];
  readonly waits?: readonly string[];
}

/** Several parts as one. */
export function together(parts: readonly Part[]): Required<Part> {
  const all = <T>(of: (part: Part) => readonly T[] | undefined): readonly T[] =>
    parts.flatMap((part) => of(part) ?? []);
  return { steps: all((p) => p.steps), refusals: all((p) => p.refusals), waits: all((p) => p.waits) };
}
