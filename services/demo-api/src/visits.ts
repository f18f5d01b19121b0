import { setTimeout as sleep } from 'node:timers/promises';
import type { RedisClient } from '@scaleout/redis-client';
import { ServiceError, type FastifyInstance, type Identity } from '@scaleout/runtime';

const key = 'demo-api:visits';

/** What visits are counted with. */
export interface Counter {
  /** Undefined: this installation has none. */
  readonly redis: RedisClient | undefined;
  readonly patienceMs: number;
}

/** Counts visits in Redis, over all pods together. Two requests are two visits, even if the second is a proxy's repetition. */
export function addVisits(app: FastifyInstance, identity: Identity, { redis, patienceMs }: Counter): void {
  app.get('/api/v1/visits', async (request, reply) => {
    if (redis === undefined) {
      throw new ServiceError('NOT_CONFIGURED', 'Visits are not counted: REDIS_CLUSTER_NODES names no Redis');
    }
    const visits = await within(patienceMs, redis.incr(key)).catch((error: unknown) => {
      request.log.warn({ reason: (error as Error).message }, 'visit not counted');
      throw new ServiceError('UNAVAILABLE', 'Visits cannot be counted now: Redis does not answer. Try again');
    });
    return reply.header('cache-control', 'no-store').send({ ...identity, requestId: request.id, visits });
  });
}

/** The command itself goes on: it may still be done, only nobody waits for it any more. */
async function within<T>(ms: number, command: Promise<T>): Promise<T> {
  const answered = new AbortController();
  const late = sleep(ms, undefined, { signal: answered.signal }).then(() => {
    throw new Error(`no answer within ${ms} ms`);
  });
  try {
    return await Promise.race([command, late]);
  } finally {
    answered.abort();
    late.catch(() => undefined);
  }
}
