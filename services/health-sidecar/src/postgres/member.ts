/** What one member of a Postgres cluster tells of itself: who it is, both ends of its replication, and its numbers. One statement. */
import * as z from 'zod';
import type { Asker } from './connection';
import { failureOf, type FailureKind } from './failure';
import { onlyRow, SILENT } from './row';
import { within } from './waiting';

const number = z.number().nullable();
const count = z.number().min(0);
const maybeCount = count.nullable();

/** A replica as the member sees it that sends to it. */
const sender = z.object({
  name: z.string().nullable(),
  /** `startup`, `catchup`, `streaming`, `backup`, `stopping`. */
  state: z.string().nullable(),
  sync_state: z.string().nullable(),
  replay_lsn: number,
  /** Seconds; null when there was nothing to measure for a while. */
  replay_lag: number,
});

/** What a replica receives with. */
const receiver = z.object({
  status: z.string().nullable(),
  /** Seconds since the last word of the sender. */
  last_message_age: number,
});

const seen = z.object({
  in_recovery: z.boolean(),
  /** Positions in the log in bytes: of the primary's end, and of what a replica has received and replayed. */
  current_lsn: number,
  receive_lsn: number,
  replay_lsn: number,
  /** Seconds since the last transaction was committed that the replica has replayed. */
  replay_age: number,
  replay_paused: z.boolean().nullable(),
  senders: z.array(sender),
  receiver: receiver.nullable(),
  max_connections: count,
  /** By state; null, as all numbers of sessions are, for a role that sees only its own. */
  connections: z.record(z.string(), count).nullable(),
  lock_waits: maybeCount,
  oldest_transaction: number,
  database_size: maybeCount,
  blocks_hit: maybeCount,
  blocks_read: maybeCount,
  commits: maybeCount,
  rollbacks: maybeCount,
  deadlocks: maybeCount,
});

export type Sender = z.output<typeof sender>;
export type Seen = z.output<typeof seen>;

/** A member as it was found. */
export type Member =
  | { readonly name: string; readonly seen: Seen; readonly latencySeconds: number }
  | { readonly name: string; readonly seen: undefined; readonly kind: FailureKind; readonly reason: string };

const bytes = (lsn: string): string => `pg_wal_lsn_diff(${lsn}, '0/0')`;
const secondsSince = (time: string): string => `extract(epoch FROM clock_timestamp() - ${time})`;

// A function that the primary refuses is not called there, and the other way round.
const STATEMENT = `
WITH me AS MATERIALIZED (
    SELECT pg_is_in_recovery() AS in_recovery, pg_has_role('pg_read_all_stats', 'USAGE') AS sees_all),
  sessions AS MATERIALIZED (
    SELECT pid, state, wait_event_type, xact_start FROM pg_stat_activity WHERE backend_type = 'client backend'),
  statistics AS MATERIALIZED (SELECT * FROM pg_stat_database WHERE datname = current_database())
SELECT json_build_object(
  'in_recovery', in_recovery,
  'current_lsn', CASE WHEN NOT in_recovery THEN ${bytes('pg_current_wal_lsn()')} END,
  'receive_lsn', CASE WHEN in_recovery THEN ${bytes('pg_last_wal_receive_lsn()')} END,
  'replay_lsn', CASE WHEN in_recovery THEN ${bytes('pg_last_wal_replay_lsn()')} END,
  'replay_age', CASE WHEN in_recovery THEN ${secondsSince('pg_last_xact_replay_timestamp()')} END,
  'replay_paused', CASE WHEN in_recovery THEN pg_is_wal_replay_paused() END,
  'senders', (SELECT coalesce(json_agg(json_build_object(
      'name', application_name, 'state', state, 'sync_state', sync_state,
      'replay_lsn', ${bytes('replay_lsn')}, 'replay_lag', extract(epoch FROM replay_lag))), '[]')
    FROM pg_stat_replication),
  'receiver', (SELECT json_build_object(
      'status', status, 'last_message_age', ${secondsSince('last_msg_receipt_time')}) FROM pg_stat_wal_receiver),
  'max_connections', current_setting('max_connections')::int,
  'connections', CASE WHEN sees_all THEN (SELECT coalesce(json_object_agg(state, count), '{}') FROM
    (SELECT coalesce(state, 'unknown') AS state, count(*) FROM sessions GROUP BY 1) AS counted) END,
  'lock_waits', CASE WHEN sees_all THEN (SELECT count(*) FROM sessions WHERE wait_event_type = 'Lock') END,
  'oldest_transaction', (SELECT ${secondsSince('min(xact_start)')} FROM sessions WHERE pid <> pg_backend_pid()),
  'database_size', pg_database_size(current_database()),
  'blocks_hit', (SELECT blks_hit FROM statistics),
  'blocks_read', (SELECT blks_read FROM statistics),
  'commits', (SELECT xact_commit FROM statistics),
  'rollbacks', (SELECT xact_rollback FROM statistics),
  'deadlocks', (SELECT deadlocks FROM statistics)) AS seen
FROM me`;

/**
 * Asks a member, and gives it `timeoutMs`: less than the whole run has, so that one that is silent does not hide the others.
 *
 * @throws the reason of `signal` when that is aborted; that a member does not answer is an answer
 */
export async function askMember(name: string, asker: Asker, signal: AbortSignal, timeoutMs: number): Promise<Member> {
  try {
    const found = await within(signal, timeoutMs, (both) => asker.ask(both, STATEMENT));
    if (found === 'late') throw SILENT;
    return { name, seen: onlyRow(found.rows, seen), latencySeconds: found.seconds };
  } catch (error) {
    signal.throwIfAborted();
    const { kind, reason } = failureOf(error);
    return { name, seen: undefined, kind, reason };
  }
}
