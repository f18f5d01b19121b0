/** What may happen to a cluster, for fast-check to put together. */
import fc from 'fast-check';
import { SLOTS, type Wanted } from '../../../../services/redis-agent/src/model';

/** `which` and the like pick among the pods there are. */
export type Event =
  /** An agent looks and acts, a second or so between; the last time it is killed after so many commands. */
  | {
      readonly kind: 'rounds';
      readonly rounds: number;
      readonly pace: number;
      readonly killedAfter: number | undefined;
    }
  | { readonly kind: 'time'; readonly seconds: number }
  | { readonly kind: 'write'; readonly slot: number }
  /** Whether pods that are to go hand over first. */
  | { readonly kind: 'want'; readonly wanted: Wanted; readonly graceful: boolean }
  /** `gone`: evicted; else its container does not come up. */
  | { readonly kind: 'crash'; readonly which: number; readonly gone: boolean }
  | { readonly kind: 'restart'; readonly which: number; readonly how: How }
  | { readonly kind: 'restart all'; readonly how: How }
  /** Each comes back at the address of the other. */
  | { readonly kind: 'swap'; readonly which: number; readonly other: number; readonly prepared: boolean }
  /** A node of another cluster comes up at its address, and it elsewhere. */
  | { readonly kind: 'stranger'; readonly which: number }
  /** `kept`: it may come back. */
  | { readonly kind: 'lose volume'; readonly which: number; readonly kept: boolean }
  | { readonly kind: 'old volume'; readonly which: number }
  /** From now on, or no more. */
  | { readonly kind: 'mute' | 'nameless' | 'cut off'; readonly which: number };

interface How {
  readonly prepared: boolean;
  readonly moved: boolean;
  readonly loadsFor: number;
}

const which = fc.nat(40);
const how = fc.record({ prepared: fc.boolean(), moved: fc.boolean(), loadsFor: fc.nat(8) });
const of = <K extends Event['kind'], T>(kind: K, rest: { [P in keyof T]: fc.Arbitrary<T[P]> }) =>
  fc.record({ ...rest }).map((drawn) => ({ kind, ...drawn }) as unknown as Event);

/** Three shards more often than six: each look at more takes longer. */
export const wanted: fc.Arbitrary<Wanted> = fc.record({
  shards: fc.oneof({ weight: 3, arbitrary: fc.constant(3) }, { weight: 2, arbitrary: fc.integer({ min: 3, max: 6 }) }),
  replicasPerShard: fc.nat(2),
});

const rounds = of('rounds', {
  rounds: fc.integer({ min: 1, max: 8 }),
  pace: fc.integer({ min: 1, max: 3 }),
  killedAfter: fc.option(fc.nat(150), { nil: undefined }),
});
const time = of('time', { seconds: fc.integer({ min: 1, max: 70 }) });
const write = of('write', { slot: fc.nat(SLOTS - 1) });
const want = of('want', { wanted, graceful: fc.boolean() });
const restart = of('restart', { which, how });

/** Nothing is lost by these. */
export const wishes: readonly fc.Arbitrary<Event>[] = [rounds, rounds, rounds, time, write, write, want];
export const moves: readonly fc.Arbitrary<Event>[] = [
  restart,
  of('restart all', { how }),
  of('swap', { which, other: which, prepared: fc.boolean() }),
  of('stranger', { which }),
];
/** For a while nobody sees them, or they nobody. */
export const silences: readonly fc.Arbitrary<Event>[] = [
  of('crash', { which, gone: fc.boolean() }),
  restart,
  of('mute', { which }),
  of('nameless', { which }),
  of('cut off', { which }),
];
export const losses: readonly fc.Arbitrary<Event>[] = [
  of('lose volume', { which, kept: fc.boolean() }),
  of('old volume', { which }),
];

/** A history from nothing, or from a cluster that is well. */
export interface Tale {
  readonly seed: number;
  readonly flavour: 'redis' | 'valkey';
  readonly first: Wanted;
  readonly formed: boolean;
  readonly events: readonly Event[];
}

export const tales = (kinds: readonly fc.Arbitrary<Event>[], maxLength: number): fc.Arbitrary<Tale> =>
  fc.record({
    seed: fc.nat(1000),
    flavour: fc.constantFrom('redis' as const, 'valkey' as const),
    first: wanted,
    formed: fc.boolean(),
    events: fc.array(fc.oneof(...kinds), { maxLength }),
  });
