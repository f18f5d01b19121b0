import { ServiceError, type FastifyInstance, type Identity } from '@scaleout/runtime';
import type { RedisUse } from './redis';
import { within } from './within';

/** Where they are counted. */
export const VISITS_KEY = 'demo-api:visits';

/** Counts visits in Redis, over all pods together. Two requests are two visits, even if the second is a proxy's repetition. */
export function addVisits(app: FastifyInstance, identity: Identity, { redis, patienceMs }: RedisUse): void {
  app.get('/api/v1/visits', async (request, reply) => {
    if (redis === undefined) {
      throw new ServiceError('NOT_CONFIGURED', 'Visits are not counted: REDIS_CLUSTER_NODES names no Redis');
    }
    const visits = await within(patienceMs, redis.incr(VISITS_KEY)).catch((error: unknown) => {
      request.log.warn({ reason: (error as Error).message }, 'visit not counted');
      throw new ServiceError('UNAVAILABLE', 'Visits cannot be counted now: Redis does not answer. Try again');
    });
    return reply.header('cache-control', 'no-store').send({ ...identity, requestId: request.id, visits });
  });
}
