/** What differs between two plain values, in words that lead to the place. */
import type { Json } from '../../constructs/values/expr';

/** One line a difference: `Deployment/x.spec.replicas: synth 3 (number), helm "3" (string)`. */
export function differences(synth: Json | undefined, helm: Json | undefined, path = ''): string[] {
  if (isCollection(synth) && isCollection(helm) && Array.isArray(synth) === Array.isArray(helm)) {
    const keys = new Set([...Object.keys(synth), ...Object.keys(helm)]);
    return [...keys].flatMap((key) =>
      differences(own(synth, key), own(helm, key), path === '' ? key : `${path}.${key}`),
    );
  }
  // JSON has one zero: that of JavaScript's `-0` is the same text.
  return JSON.stringify(synth) === JSON.stringify(helm) ? [] : [`${path}: synth ${told(synth)}, helm ${told(helm)}`];
}

type Collection = Readonly<Record<string, Json>>;
const isCollection = (value: unknown): value is Collection => value !== null && typeof value === 'object';
const own = (of: Collection, key: string): Json | undefined => (Object.hasOwn(of, key) ? of[key] : undefined);
const told = (value: Json | undefined): string => {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
};
