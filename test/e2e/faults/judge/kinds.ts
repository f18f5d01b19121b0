/** Failures counted by reason. */
export type Kinds = Readonly<Record<string, number>>;

export function counted(kinds: readonly string[]): Kinds {
  const sums: Record<string, number> = {};
  for (const kind of kinds) sums[kind] = (sums[kind] ?? 0) + 1;
  return sums;
}

export const total = (kinds: Kinds): number => Object.values(kinds).reduce((sum, times) => sum + times, 0);

/** The reasons of all, most frequent first: `4 x closed, 2 x timeout`. */
export function reasonsOf(all: readonly Kinds[]): string {
  const sums: Record<string, number> = {};
  for (const kinds of all) for (const [kind, times] of Object.entries(kinds)) sums[kind] = (sums[kind] ?? 0) + times;
  return Object.entries(sums)
    .sort(([, a], [, b]) => b - a)
    .map(([kind, times]) => `${times} x ${kind}`)
    .join(', ');
}
