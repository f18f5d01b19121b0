/** What the console of one PgBouncer tells. */
import * as z from 'zod';
import type { Asker } from './connection';
import { failureOf } from './failure';
import { notUnderstood, SILENT } from './row';
import { within } from './waiting';

/** Numbers come as text when they are of 64 bits. */
const count = z.preprocess(
  (value) => (typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value),
  z.number().int().min(0),
);
/** A flag is a number in one version and a boolean in another. */
const flag = z.union([count.transform((value) => value !== 0), z.boolean()]);

const pools = z.array(
  z.object({
    database: z.string(),
    cl_active: count,
    cl_waiting: count,
    sv_active: count,
    sv_idle: count,
    sv_used: count,
    sv_tested: count,
    sv_login: count,
    maxwait: count,
    maxwait_us: count,
  }),
);

const databases = z.array(z.object({ name: z.string(), max_connections: count, paused: flag, disabled: flag }));

/** The numbers of a pooler, over all its pools. */
export interface Pools {
  readonly clients_active: number;
  readonly clients_waiting: number;
  /** Connections to the database: all, and those that are in use. */
  readonly servers: number;
  readonly servers_active: number;
  /** Connections to the database that it may have; null when there is no limit. */
  readonly servers_max: number | null;
  /** How long the client has waited that waits longest. */
  readonly max_wait_seconds: number;
  /** Databases that it holds back at the moment, by their names in it. */
  readonly paused: readonly string[];
}

/** A pooler as it was found. */
export type Pooler =
  | { readonly address: string; readonly pools: Pools; readonly latencySeconds: number }
  | { readonly address: string; readonly pools: undefined; readonly reason: string };

/** Asks a pooler. @throws the reason of `signal` when that is aborted; that a pooler does not answer is an answer */
export async function askPooler(
  address: string,
  asker: Asker,
  signal: AbortSignal,
  timeoutMs: number,
): Promise<Pooler> {
  try {
    const found = await within(signal, timeoutMs, async (both) => {
      const first = await asker.ask(both, 'SHOW POOLS');
      const second = await asker.ask(both, 'SHOW DATABASES');
      return { address, pools: poolsOf(first.rows, second.rows), latencySeconds: first.seconds };
    });
    return found === 'late' ? { address, pools: undefined, reason: SILENT.reason } : found;
  } catch (error) {
    signal.throwIfAborted();
    return { address, pools: undefined, reason: failureOf(error).reason };
  }
}

/** @throws AskingError when the rows are not those of PgBouncer */
export function poolsOf(poolRows: readonly unknown[], databaseRows: readonly unknown[]): Pools {
  const parsedPools = pools.safeParse(poolRows);
  const parsedDatabases = databases.safeParse(databaseRows);
  if (!parsedPools.success) throw notUnderstood(parsedPools.error);
  if (!parsedDatabases.success) throw notUnderstood(parsedDatabases.error);
  // Its console counts as a database of its own.
  const all = parsedPools.data.filter(({ database }) => database !== 'pgbouncer');
  const named = parsedDatabases.data.filter(({ name }) => name !== 'pgbouncer');
  const sum = (number: (pool: (typeof all)[number]) => number) => all.reduce((total, each) => total + number(each), 0);
  return {
    clients_active: sum(({ cl_active }) => cl_active),
    clients_waiting: sum(({ cl_waiting }) => cl_waiting),
    servers: sum((each) => each.sv_active + each.sv_idle + each.sv_used + each.sv_tested + each.sv_login),
    servers_active: sum(({ sv_active }) => sv_active),
    // 0 stands for no limit there.
    servers_max: named.some((each) => each.max_connections === 0)
      ? null
      : named.reduce((total, each) => total + each.max_connections, 0),
    max_wait_seconds: Math.max(0, ...all.map(({ maxwait, maxwait_us }) => maxwait + maxwait_us / 1e6)),
    paused: named.filter(({ paused, disabled }) => paused || disabled).map(({ name }) => name),
  };
}
