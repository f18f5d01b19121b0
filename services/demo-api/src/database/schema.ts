import type { ClientBase } from 'pg';

/** Any number; the same for all who make the schema. */
const LOCK = 7_261_846;

/** What is missing is made; what is there stays. */
const STATEMENTS = [
  `CREATE TABLE IF NOT EXISTS demo_notes (
     id uuid PRIMARY KEY,
     text text NOT NULL CHECK (length(text) BETWEEN 1 AND 500),
     pod text NOT NULL,
     created_at timestamptz NOT NULL DEFAULT now()
   )`,
  'CREATE INDEX IF NOT EXISTS demo_notes_latest ON demo_notes (created_at DESC, id DESC)',
] as const;

/** Makes the tables. One at a time: two that make the same table at once would fail, `IF NOT EXISTS` or not. */
export async function makeSchema(client: ClientBase): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
    for (const statement of STATEMENTS) await client.query(statement);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}
