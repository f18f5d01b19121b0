import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigError, readEnv, wholeNumber } from '@scaleout/runtime';
import { Client } from 'pg';
import { databaseEnds, databaseEnv } from './database/environment';
import { makeSchema } from './database/schema';

/** How long it is until the next attempt. A database that is just being made takes its time. */
const PAUSE_MS = 1000;
/** How long one attempt may take. */
const ATTEMPT_MS = 10_000;

const migrationEnv = {
  ...databaseEnv,
  /** How long it goes on trying; the Job ends it then. */
  DEADLINE_SECONDS: wholeNumber({ min: 1, max: 7200, fallback: 300 }),
};

/**
 * Makes the tables, and ends: `node server.js migrate`. What is there stays, so that it may be run as often as need be.
 *
 * @throws ConfigError when the environment is not usable or names no database; what the last attempt failed with when time is over
 */
export async function migrate(service: string, env: NodeJS.ProcessEnv): Promise<void> {
  const values = readEnv(service, migrationEnv, env);
  const ends = databaseEnds(service, values);
  if (ends === undefined) {
    const rule = 'the name of a Postgres server';
    throw new ConfigError(service, [{ variable: 'DATABASE_HOST', value: 'not set', rule }]);
  }
  const end = Date.now() + values.DEADLINE_SECONDS * 1000;
  for (;;) {
    const client = new Client({
      ...ends.primary,
      connectionTimeoutMillis: ATTEMPT_MS,
      query_timeout: ATTEMPT_MS,
    });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await makeSchema(client);
      console.log('the schema is as it has to be');
      return;
    } catch (error) {
      if (Date.now() + PAUSE_MS >= end) throw error;
      console.error(`not yet: ${(error as Error).message}`);
    } finally {
      client.end().catch(() => undefined);
    }
    await sleep(PAUSE_MS);
  }
}
