import { ServiceError, type FastifyInstance, type Identity } from '@scaleout/runtime';
import { z } from 'zod';
import type { Database } from './database';
import { SERVER_COLUMNS, serverOf } from './database/server';
import { checked } from './checked';

const limits = { text: 500, list: { fallback: 20, max: 100 } } as const;

const id = z.guid();
const idRule = "'id' must be a UUID such as 0f8fad5b-d9cb-469f-a165-70867728950e";
const body = z.object({
  id,
  // Postgres keeps every character but this one.
  text: z
    .string()
    .min(1)
    .max(limits.text)
    .refine((text) => !text.includes('\0')),
});
const query = z.object({
  limit: z
    .string()
    .regex(/^\d{1,3}$/)
    .transform(Number)
    .pipe(z.number().min(1).max(limits.list.max))
    .default(limits.list.fallback),
});

/** A note, as it is told. */
export interface Note {
  readonly id: string;
  readonly text: string;
  /** The API pod that wrote it. */
  readonly pod: string;
  readonly createdAt: string;
}

const NOTE_COLUMNS = 'id, text, pod, created_at';
const row = z
  .object({ id: z.string(), text: z.string(), pod: z.string(), created_at: z.date() })
  .transform(({ created_at, ...note }): Note => ({ ...note, createdAt: created_at.toISOString() }));

/** The latest notes, read within a transaction of a replica. */
export const LATEST = `SELECT ${NOTE_COLUMNS} FROM demo_notes ORDER BY created_at DESC, id DESC LIMIT $1`;
export const noteOf = (of: unknown): Note => row.parse(of);

/** The database, or the error of an installation that has none. */
export function needed(database: Database | undefined): Database {
  if (database === undefined) {
    throw new ServiceError('NOT_CONFIGURED', 'Notes are not kept: DATABASE_HOST names no Postgres');
  }
  return database;
}

/**
 * Notes: written on the primary, read from a replica. What was just written may not be there yet when it is read: a replica is a moment
 * behind, which is the price of having many of them. The answers say by how much.
 */
export function addNotes(app: FastifyInstance, identity: Identity, database: Database | undefined): void {
  app.post('/api/v1/notes', async (request, reply) => {
    const rule = `${idRule}, 'text' 1 to ${limits.text} characters`;
    const note = checked(body, request.body, rule);
    const { created, acknowledged } = await needed(database).write(async (client) => {
      // One statement each: it is committed when it is answered, and the server that answers is the one that committed it.
      const inserted = await client.query(
        `INSERT INTO demo_notes (id, text, pod) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING
         RETURNING ${NOTE_COLUMNS}, ${SERVER_COLUMNS}`,
        [note.id, note.text, identity.pod],
      );
      if (inserted.rows[0] !== undefined) return { created: true, acknowledged: inserted.rows[0] as unknown };
      const kept = await client.query(`SELECT ${NOTE_COLUMNS}, ${SERVER_COLUMNS} FROM demo_notes WHERE id = $1`, [
        note.id,
      ]);
      return { created: false, acknowledged: kept.rows[0] as unknown };
    });
    return reply
      .code(created ? 201 : 200)
      .header('cache-control', 'no-store')
      .send({
        ...identity,
        requestId: request.id,
        created,
        note: noteOf(acknowledged),
        database: serverOf(acknowledged),
      });
  });

  app.get('/api/v1/notes', async (request, reply) => {
    const rule = `'limit' must be a whole number from 1 to ${limits.list.max}`;
    const { limit } = checked(query, request.query, rule);
    const answer = await needed(database).read(async (client) => ({
      notes: (await client.query(LATEST, [limit])).rows.map(noteOf),
      database: serverOf((await client.query(`SELECT ${SERVER_COLUMNS}`)).rows[0]),
    }));
    return reply.header('cache-control', 'no-store').send({ ...identity, requestId: request.id, ...answer });
  });

  app.get<{ Params: { id: string } }>('/api/v1/notes/:id', async (request, reply) => {
    const asked = checked(id, request.params.id, idRule);
    const answer = await needed(database).read(async (client) => ({
      note: (await client.query(`SELECT ${NOTE_COLUMNS} FROM demo_notes WHERE id = $1`, [asked])).rows.map(noteOf)[0],
      database: serverOf((await client.query(`SELECT ${SERVER_COLUMNS}`)).rows[0]),
    }));
    if (answer.note === undefined) {
      throw new ServiceError('NOT_FOUND', 'There is no such note, or the replica that was asked has not got it yet');
    }
    return reply.header('cache-control', 'no-store').send({ ...identity, requestId: request.id, ...answer });
  });
}
