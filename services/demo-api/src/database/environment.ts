import { readFileSync } from 'node:fs';
import { ConfigError, oneOf, text, wholeNumber, type ConfigProblem, type Env } from '@scaleout/runtime';
import type { PoolConfig } from 'pg';

/** What a connection to a database gives the app, and how long the app waits for it. */
export const databaseEnv = {
  /** Leads to the primary. Not set: there is no database. */
  DATABASE_HOST: text({ fallback: '' }),
  /** Leads to the replicas. Not set: reads go to the primary too. */
  DATABASE_REPLICA_HOST: text({ fallback: '' }),
  DATABASE_PORT: wholeNumber({ min: 1, max: 65_535, fallback: 5432 }),
  DATABASE_NAME: text({ fallback: 'app' }),
  DATABASE_USER: text({ fallback: 'app' }),
  DATABASE_PASSWORD_FILE: text({ fallback: '', max: 4096 }),
  /** `disable`: no TLS. The others: TLS, with the server's name held against the authority's certificate; `prefer` does not go without. */
  DATABASE_SSLMODE: oneOf(['disable', 'prefer', 'verify-full'], 'disable'),
  DATABASE_SSLROOTCERT: text({ fallback: '', max: 4096 }),
  /** Most connections of this process, to primary and replicas together: what the stack's budget of connections counts with. */
  DATABASE_POOL_SIZE: wholeNumber({ min: 2, max: 1000, fallback: 10 }),
  /** How long a request waits for the database: longer than a planned change of the primary, and over when the service stops. */
  DATABASE_PATIENCE_SECONDS: wholeNumber({ min: 1, max: 60, fallback: 10 }),
};

/** The variables of {@link databaseEnv}, read. */
export type DatabaseEnv = Env<typeof databaseEnv>;

/** How to reach the database at each of its two ends. */
export interface Ends {
  readonly primary: PoolConfig;
  readonly replicas: PoolConfig;
}

/**
 * The two ends that the environment names; undefined when it names none.
 *
 * @throws ConfigError when a file that it names cannot be read
 */
export function databaseEnds(service: string, env: DatabaseEnv): Ends | undefined {
  if (env.DATABASE_HOST === '') return undefined;
  const problems = unreadable(env);
  if (problems.length > 0) throw new ConfigError(service, problems);
  const size = Math.floor(env.DATABASE_POOL_SIZE / 2);
  const common: PoolConfig = {
    port: env.DATABASE_PORT,
    database: env.DATABASE_NAME,
    user: env.DATABASE_USER,
    // Read with each connection: the Secret behind the file changes when the password does.
    password: () => contentOf(env.DATABASE_PASSWORD_FILE),
    ssl: env.DATABASE_SSLMODE === 'disable' ? false : { ca: contentOf(env.DATABASE_SSLROOTCERT) },
    application_name: service,
    keepAlive: true,
    max: size,
    // A new one is led to any of the servers that are there by then.
    maxLifetimeSeconds: 60,
  };
  return {
    primary: { ...common, host: env.DATABASE_HOST },
    replicas: { ...common, host: env.DATABASE_REPLICA_HOST === '' ? env.DATABASE_HOST : env.DATABASE_REPLICA_HOST },
  };
}

/** The files that cannot be read, as problems of the environment. */
function unreadable(env: DatabaseEnv): ConfigProblem[] {
  const wanted = ['DATABASE_PASSWORD_FILE', ...(env.DATABASE_SSLMODE === 'disable' ? [] : ['DATABASE_SSLROOTCERT'])];
  return wanted.flatMap((variable) => {
    const path = env[variable as 'DATABASE_PASSWORD_FILE'];
    try {
      contentOf(path);
      return [];
    } catch (error) {
      const reason = (error as NodeJS.ErrnoException).code ?? String(error);
      return [{ variable, value: JSON.stringify(path), rule: `the path of a file that can be read (${reason})` }];
    }
  });
}

/** Without the newline that editors leave at the end; no file: nothing, for a server that asks for none. */
const contentOf = (path: string): string => (path === '' ? '' : readFileSync(path, 'utf8').replace(/\r?\n$/, ''));
