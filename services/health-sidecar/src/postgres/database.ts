/** The database as an app reaches it, through the pooler or straight: whether it answers, how fast, and what the pod's own pool has. */
import { sample } from '@scaleout/health-contract';
import * as z from 'zod';
import type { Collector, Reading } from '../collector';
import type { Configuration } from '../configuration';
import { Trouble } from '../trouble';
import { connect, type Answer, type Connect } from './connection';
import { onlyRow } from './row';

const count = z.number().int().min(0);
const seen = z.object({
  in_recovery: z.boolean(),
  address: z.string().nullable(),
  port: z.number().int().nullable(),
  sees_itself: z.boolean(),
  pool_size: count,
  checked_out: count,
});

// Whoever logs in acts as the owner of the database, who may not see the sessions of the login: so as itself.
const STATEMENT = `SET LOCAL role = 'none';
SELECT json_build_object(
  'in_recovery', pg_is_in_recovery(),
  'address', host(inet_client_addr()),
  'port', inet_client_port(),
  'sees_itself', count(*) FILTER (WHERE pid = pg_backend_pid()) = 1,
  'pool_size', count(*) FILTER (WHERE pid <> pg_backend_pid()),
  'checked_out', count(*) FILTER (WHERE pid <> pg_backend_pid() AND state <> 'idle')) AS seen
FROM pg_stat_activity
WHERE client_addr = inet_client_addr() AND usename = session_user`;

const NOTHING = { latency_ms: null, pool_size: null, checked_out: null } as const;

/** @param timeoutSeconds what a run may take; the server gives up a statement then too */
export function databaseCollector(
  config: NonNullable<Configuration['database']>,
  timeoutSeconds = 2,
  open: Connect = connect,
): Collector {
  const { name: database, ...rest } = config;
  const trouble = new Trouble();
  const asker = open({ ...rest, database, statementTimeoutMs: timeoutSeconds * 1000 }, trouble.tell);
  return {
    name: 'database',
    scope: 'shared',
    schedule: { timeoutSeconds },
    whenFailed: { facts: NOTHING, samples: sample('database_up', false, {}) },
    onTrouble: trouble.listen,
    collect: async (signal) => {
      const reading = readingOf(await asker.ask(signal, STATEMENT));
      // The name may lead to somebody else by now, and only a new connection finds out.
      if (reading.status !== 'ok') asker.drop();
      return reading;
    },
    close: () => {
      asker.drop();
    },
  };
}

function readingOf(answer: Answer): Reading {
  const row = onlyRow(answer.rows, seen);
  // Behind a pooler its connections would be counted, which all pods share.
  const isOwn = row.sees_itself && row.port === answer.local.port && row.address === plain(answer.local.address);
  const pool = isOwn ? { pool_size: row.pool_size, checked_out: row.checked_out } : undefined;
  return {
    ...(row.in_recovery ? { status: 'degraded', reason: 'it takes no writes' } : { status: 'ok' }),
    facts: { ...NOTHING, ...pool, latency_ms: milliseconds(answer.seconds), takes_writes: !row.in_recovery },
    samples: [
      ...sample('database_up', true, {}),
      ...sample('database_latency_seconds', answer.seconds, {}),
      ...sample('db_pool_size', pool?.pool_size, { pool: 'app' }),
      ...sample('db_pool_checked_out', pool?.checked_out, { pool: 'app' }),
    ],
  };
}

/** IPv4 through a socket of IPv6 has a prefix. */
const plain = (address: string | undefined): string | undefined => address?.replace(/^::ffff:/, '');

const milliseconds = (seconds: number): number => Math.round(seconds * 1e5) / 100;
