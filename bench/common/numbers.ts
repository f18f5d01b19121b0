/** Figures of many measurements. */

/** The value that a part `q` of all is not above; NaN of none. */
export function quantile(numbers: readonly number[], q: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? NaN;
}

export const median = (numbers: readonly number[]): number => quantile(numbers, 0.5);
