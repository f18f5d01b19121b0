import { ServiceError, type FastifyInstance } from '@scaleout/runtime';
import { Pool, type ClientBase, type PoolClient } from 'pg';
import { within } from '../within';
import { databaseEnds, type DatabaseEnv } from './environment';
import { isMissingTable, patiently } from './patience';
import { makeSchema } from './schema';

export { databaseEnv, type DatabaseEnv } from './environment';

/** Does something with a connection; may be asked to do it again over another one. */
export type Work<T> = (client: ClientBase) => Promise<T>;

/** The database, by its two ends. Every call ends within the patience, and fails with a coded 503 then. */
export interface Database {
  /** On the primary. `work` has to be such that doing it twice is doing it once: an answer may be lost, and it is done again. */
  readonly write: <T>(work: Work<T>, patienceMs?: number) => Promise<T>;
  /** On a replica, in a transaction that cannot write. */
  readonly read: <T>(work: Work<T>, patienceMs?: number) => Promise<T>;
}

/**
 * The database that the environment names, undefined when it names none. It is connected to when it is needed first; whether it is there is
 * nobody's condition for being ready.
 *
 * @throws ConfigError when the environment is not usable
 */
export function useDatabase(app: FastifyInstance, service: string, env: DatabaseEnv): Database | undefined {
  const ends = databaseEnds(service, env);
  if (ends === undefined) return undefined;
  const defaultMs = env.DATABASE_PATIENCE_SECONDS * 1000;
  const [primary, replicas] = [ends.primary, ends.replicas].map((end) => {
    const pool = new Pool({ ...end, connectionTimeoutMillis: defaultMs });
    // An idle connection that is lost; the next question opens another one. Without a listener it would end the process.
    pool.on('error', (error) => {
      app.log.warn({ reason: error.message }, 'a connection to the database was lost');
    });
    return pool;
  }) as [Pool, Pool];
  app.addHook('onClose', async () => {
    // Connections in use are of requests that were cut: they are not waited for.
    await within(1000, Promise.all([primary.end(), replicas.end()])).catch(() => undefined);
  });

  const coded = async <T>(work: Promise<T>): Promise<T> =>
    work.catch((error: unknown) => {
      app.log.warn({ reason: (error as Error).message }, 'the database did not do it');
      const message = isMissingTable(error)
        ? 'The table of notes is not there (yet). Try again once a note was written'
        : 'The database does not answer now. Try again';
      throw new ServiceError('UNAVAILABLE', message);
    });

  return {
    write: (work, patienceMs = defaultMs) =>
      coded(
        patiently(patienceMs, async (leftMs) => {
          try {
            return await using(primary, leftMs, work);
          } catch (error) {
            if (!isMissingTable(error)) throw error;
            // No migration has been run before this service: the first who needs the table makes it.
            await using(primary, leftMs, makeSchema);
            return using(primary, leftMs, work);
          }
        }),
      ),
    read: (work, patienceMs = defaultMs) =>
      coded(patiently(patienceMs, (leftMs) => using(replicas, leftMs, readOnly(work)))),
  };
}

/** Borrows a connection for `work`. One that failed or is late is closed, since who knows what it still has to say. */
async function using<T>(pool: Pool, ms: number, work: Work<T>): Promise<T> {
  let client: PoolClient | undefined;
  let late = false;
  const borrowed = pool.connect().then((given) => {
    if (late) given.release(true);
    else client = given;
    return given;
  });
  try {
    const result = await within(ms, borrowed.then(work));
    client?.release();
    return result;
  } catch (error) {
    late = true;
    client?.release(true);
    throw error;
  }
}

const readOnly =
  <T>(work: Work<T>): Work<T> =>
  async (client) => {
    await client.query('BEGIN TRANSACTION READ ONLY');
    try {
      const result = await work(client);
      await client.query('COMMIT');
      return result;
    } catch (error) {
      await client.query('ROLLBACK').catch(() => undefined);
      throw error;
    }
  };
