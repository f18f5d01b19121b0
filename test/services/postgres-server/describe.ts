import { describeServer } from '../redis/describe-server';

/** Describes tests that need a real Postgres: see {@link describeServer}. */
export const describePostgres = (title: string, body: () => void): void => {
  describeServer(title, ['postgres'], body);
};

/** Describes tests that need a real PgBouncer before a real Postgres. */
export const describePgbouncer = (title: string, body: () => void): void => {
  describeServer(title, ['postgres', 'pgbouncer'], body);
};
