/** Which server answers, and how far it is behind: columns for any query, and what they say. */
import { z } from 'zod';

/**
 * `behind_bytes` is what a replica has received and not replayed yet. Its age counts from the last transaction that it replayed, and only
 * while something is left to replay: on a database that is idle that transaction is old, and nothing is behind.
 */
export const SERVER_COLUMNS = `
  host(inet_server_addr()) AS server,
  pg_is_in_recovery() AS in_recovery,
  CASE WHEN pg_is_in_recovery()
    THEN pg_wal_lsn_diff(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())::float8
    ELSE 0 END AS behind_bytes,
  CASE WHEN NOT pg_is_in_recovery() OR pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0
    ELSE extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp())::float8 END AS behind_seconds`;

/** A server of the database. */
export interface Server {
  /** Its address. */
  readonly server: string | null;
  /** It is a replica. */
  readonly inRecovery: boolean;
  /** Bytes that it has received and not replayed; null: it does not know. What it has not received, it cannot know of. */
  readonly behindBytes: number | null;
  /** Age of the last transaction that it replayed, 0 when it has replayed all that it received; null: it does not know. */
  readonly behindSeconds: number | null;
}

const row = z.object({
  server: z.string().nullable(),
  in_recovery: z.boolean(),
  behind_bytes: z.number().nullable(),
  behind_seconds: z.number().nullable(),
});

/** What {@link SERVER_COLUMNS} said. */
export function serverOf(of: unknown): Server {
  const { server, in_recovery, behind_bytes, behind_seconds } = row.parse(of);
  const seconds = behind_seconds === null ? null : Math.round(behind_seconds * 1000) / 1000;
  return { server, inRecovery: in_recovery, behindBytes: behind_bytes, behindSeconds: seconds };
}
