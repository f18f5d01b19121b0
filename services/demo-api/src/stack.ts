import type { FastifyInstance, Identity } from '@scaleout/runtime';
import type { Database, Work } from './database';
import { SERVER_COLUMNS, serverOf, type Server } from './database/server';
import type { RedisUse } from './redis';
import { SESSION_COOKIE, sessionOf } from './session';
import { within } from './within';

/** Short, since a page waits for it; what is not there by then is told as unreachable. */
const PART_PATIENCE_MS = 700;

/** One part of the stack, as this pod sees it now. */
type Part<T> = ({ readonly state: 'answered' } & T) | { readonly state: 'unreachable' } | { readonly state: 'none' };

const server: Work<Server> = async (client) => serverOf((await client.query(`SELECT ${SERVER_COLUMNS}`)).rows[0]);

/** Asks every part of the stack once, all at the same time, and says who answered. It changes nothing, but for counting the session. */
export function addStack(
  app: FastifyInstance,
  identity: Identity,
  { redis, database }: RedisUse & { readonly database: Database | undefined },
): void {
  app.get('/api/v1/stack', async (request, reply) => {
    const part = async <T extends object>(asked: Promise<T> | undefined): Promise<Part<T>> => {
      if (asked === undefined) return { state: 'none' };
      try {
        return { state: 'answered', ...(await within(PART_PATIENCE_MS, asked)) };
      } catch (error) {
        request.log.warn({ reason: (error as Error).message }, 'a part of the stack did not answer');
        return { state: 'unreachable' };
      }
    };
    const begin = performance.now();
    const token = request.cookies[SESSION_COOKIE];
    const [leader, replica, cache, session] = await Promise.all([
      part(database?.write(server, PART_PATIENCE_MS)),
      part(database?.read(server, PART_PATIENCE_MS)),
      part(redis?.ping().then(() => ({ ms: Math.round(performance.now() - begin) }))),
      part(redis === undefined ? undefined : sessionOf(redis, token, identity.pod).then((of) => of ?? { name: null })),
    ]);
    return reply
      .header('cache-control', 'no-store')
      .send({ ...identity, requestId: request.id, leader, replica, redis: cache, session });
  });
}
