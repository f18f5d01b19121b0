/** A Postgres with a replica, and the environment that a connection to them gives the demo. */
import type { Postgres } from '../postgres-server/postgres';
import { APP } from '../health-sidecar/postgres/cluster';

/** What the stack sets, with less patience. */
export const databaseEnvOf = (primary: Postgres, replica: Postgres = primary): NodeJS.ProcessEnv => ({
  DATABASE_HOST: primary.host,
  DATABASE_REPLICA_HOST: replica.host,
  DATABASE_PORT: String(primary.port),
  DATABASE_NAME: 'app',
  DATABASE_USER: APP.user,
  DATABASE_PASSWORD_FILE: APP.passwordFile(),
  DATABASE_PATIENCE_SECONDS: '3',
});
