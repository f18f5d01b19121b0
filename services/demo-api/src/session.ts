import { createHash, randomBytes } from 'node:crypto';
import type { RedisClient } from '@scaleout/redis-client';
import { ServiceError, type FastifyInstance, type FastifyRequest, type Identity } from '@scaleout/runtime';
import { z } from 'zod';
import { checked } from './checked';
import type { RedisUse } from './redis';
import { within } from './within';

/** Browsers take a name that begins so only over https, for the whole host and for no other one. */
export const SESSION_COOKIE = '__Host-demo-session';

/** How long a session lasts after its last request. */
const IDLE_SECONDS = 1800;

const nameLength = 100;
const body = z.object({ name: z.string().min(1).max(nameLength) });
/** Fields of the hash: the name, and one for each pod that saw the session. */
const [NAME, POD] = ['name', 'pod:'];

/** A session, as it is told. */
export interface Session {
  readonly name: string;
  /** Requests for it that were seen by all pods together, the one that began it among them. */
  readonly requests: number;
  /** The same by pod. */
  readonly pods: Readonly<Record<string, number>>;
}

/** Sessions in Redis, which any pod can go on with. */
export function addSession(app: FastifyInstance, identity: Identity, { redis, patienceMs }: RedisUse): void {
  const inRedis = <T>(request: FastifyRequest, work: (client: RedisClient) => Promise<T>): Promise<T> => {
    if (redis === undefined) {
      throw new ServiceError('NOT_CONFIGURED', 'There are no sessions: REDIS_CLUSTER_NODES names no Redis');
    }
    return within(patienceMs, work(redis)).catch((error: unknown) => {
      request.log.warn({ reason: (error as Error).message }, 'no session');
      throw new ServiceError('UNAVAILABLE', 'Sessions cannot be read now: Redis does not answer. Try again');
    });
  };
  const about = (request: FastifyRequest, session: Session) => ({ ...identity, requestId: request.id, ...session });
  const cookie = { path: '/', httpOnly: true, secure: true, sameSite: 'lax' } as const;

  app.post('/api/v1/session', async (request, reply) => {
    const { name } = checked(body, request.body, `'name' must be a text of 1 to ${nameLength} characters`);
    const before = request.cookies[SESSION_COOKIE];
    // Always a new one: whoever planted a cookie must not know the session of somebody who begins one with it.
    const token = randomBytes(32).toString('base64url');
    const session = await inRedis(request, async (client) => {
      if (before !== undefined) await client.del(keyOf(before));
      await client.hset(keyOf(token), NAME, name);
      return seen(client, token, identity.pod);
    });
    if (session === undefined) throw new Error('the session that was just begun is not there');
    return reply
      .code(201)
      .header('cache-control', 'no-store')
      .setCookie(SESSION_COOKIE, token, { ...cookie, maxAge: IDLE_SECONDS })
      .send(about(request, session));
  });

  app.get('/api/v1/session', async (request, reply) => {
    const token = request.cookies[SESSION_COOKIE];
    const session = await inRedis(request, (client) => sessionOf(client, token, identity.pod));
    if (token === undefined || session === undefined) {
      throw new ServiceError('NOT_FOUND', 'There is no session, or it has ended. POST a name to begin one');
    }
    return reply
      .header('cache-control', 'no-store')
      .setCookie(SESSION_COOKIE, token, { ...cookie, maxAge: IDLE_SECONDS })
      .send(about(request, session));
  });

  app.delete('/api/v1/session', async (request, reply) => {
    const token = request.cookies[SESSION_COOKIE];
    if (token !== undefined) await inRedis(request, (client) => client.del(keyOf(token)));
    return reply.code(204).header('cache-control', 'no-store').clearCookie(SESSION_COOKIE, cookie).send();
  });
}

/** The session of a cookie, this request counted; undefined when there is none. */
export const sessionOf = async (
  client: RedisClient,
  token: string | undefined,
  pod: string,
): Promise<Session | undefined> => (token === undefined ? undefined : seen(client, token, pod));

/** Who reads Redis sees no token that opens a session. */
const keyOf = (token: string): string => `demo-api:session:${createHash('sha256').update(token).digest('hex')}`;

async function seen(client: RedisClient, token: string, pod: string): Promise<Session | undefined> {
  const key = keyOf(token);
  const transaction = client.multi().hincrby(key, `${POD}${pod}`, 1).expire(key, IDLE_SECONDS).hgetall(key);
  const results = (await transaction.exec()) ?? [];
  for (const [error] of results) if (error !== null) throw error;
  const { [NAME]: name, ...counts } = results[2]?.[1] as Record<string, string>;
  if (name === undefined) {
    // It ended, and counting made a part of it anew.
    await client.del(key);
    return undefined;
  }
  const pods = Object.fromEntries(
    Object.entries(counts).map(([field, times]) => [field.slice(POD.length), Number(times)]),
  );
  return { name, requests: Object.values(pods).reduce((sum, times) => sum + times, 0), pods };
}
