/** What a failover may cost: profiles, as settings of Patroni. */
import type { Param } from '../values/expr';
import { choose, div, eq, max, ne, sub } from '../values/ops';

/** Profiles by name; docs/postgres.md has their promises in a table. */
export const DURABILITY = ['balanced', 'zero-loss', 'async-fast'] as const;
export type Durability = (typeof DURABILITY)[number];

/** Whether a commit waits for a replica. */
export const isSynchronous = (profile: Param<string>): Param<boolean> => ne(profile, 'async-fast');
/** Whether a commit waits even when no replica is left. */
export const isStrict = (profile: Param<string>): Param<boolean> => eq(profile, 'zero-loss');
/**
 * How many replicas a commit waits for: as many as may be lost together with the primary, so that those that are left are enough to know of
 * every commit. One of 3 members, two of 5, four of 9.
 */
export const synchronousReplicas = (members: Param<number>): Param<number> => max(1, div(sub(members, 1), 2));
/**
 * How long a crashed primary may try to start again before a replica takes over, in seconds. A replica has all commits when they
 * are synchronous, so there is nothing to wait for; else each second may save commits that only the primary has.
 */
export const primaryStartTimeout = (profile: Param<string>): Param<number> => choose(isSynchronous(profile), 0, 300);
