/** How a kind of Secret is made: what there is to do, decided by what is there, and what is written then. */
import type { Secret } from './kubernetes';

export type Outcome = 'created' | 'completed' | 'renewed' | 'untouched';

/** What there is to do. */
export interface Decision {
  readonly outcome: Outcome;
  /** The keys that are written. */
  readonly keys: readonly string[];
  /** For people: why something that was there is not good any more. */
  readonly why?: string;
}

/** What is written. */
export interface Content {
  readonly stringData: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface Recipe {
  readonly name: string;
  /** The type of a new Secret. */
  readonly type: string;
  /** @throws TaskFailure when what is there can neither be used nor completed */
  decide(there: Secret | undefined): Decision;
  /** Asked for only when it is written. */
  content(keys: readonly string[]): Content | Promise<Content>;
}

/** Nothing is to be done. */
export const UNTOUCHED: Decision = { outcome: 'untouched', keys: [] };

/** Those of the keys that a Secret lacks. An empty text is none: nothing could log in with it, so it counts as missing. */
export const lacking = ({ data = {} }: Secret, keys: readonly string[]): readonly string[] =>
  keys.filter((key) => (data[key] ?? '') === '');
