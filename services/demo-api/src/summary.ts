import { ServiceError, wholeNumber, type FastifyInstance, type FastifyRequest, type Identity } from '@scaleout/runtime';
import { z } from 'zod';
import type { Database } from './database';
import { SERVER_COLUMNS, serverOf } from './database/server';
import { LATEST, needed, noteOf, type Note } from './notes';
import type { RedisUse } from './redis';
import { within } from './within';

const key = 'demo-api:summary';
/** A cache that has to be waited for is none. */
const CACHE_PATIENCE_MS = 500;

export const summaryEnv = {
  /** How long a summary is good, in seconds. */
  SUMMARY_CACHE_SECONDS: wholeNumber({ min: 1, max: 3600, fallback: 5 }),
};

const summary = z.object({
  count: z.number(),
  latest: z.custom<Note>((given) => typeof given === 'object').nullable(),
  /** The pod that asked the database, and when; of a hit that is another request. */
  madeBy: z.string(),
  madeAt: z.string(),
  database: z.custom<ReturnType<typeof serverOf>>((given) => typeof given === 'object'),
});
type Summary = z.output<typeof summary>;

/** Where an answer comes from: the cache, the database, or the database because the cache is away or there is none. */
type CacheState = 'hit' | 'miss' | 'unavailable' | 'none';

/** What the summary is made with. */
export interface SummaryUse extends RedisUse {
  readonly database: Database | undefined;
  readonly seconds: number;
}

/** How many notes there are and which is the latest, kept in Redis for a few seconds for all pods together. */
export function addSummary(app: FastifyInstance, identity: Identity, use: SummaryUse): void {
  const { redis, seconds } = use;

  async function kept(request: FastifyRequest): Promise<{ state: CacheState; found?: Summary }> {
    if (redis === undefined) return { state: 'none' };
    try {
      const text = await within(CACHE_PATIENCE_MS, redis.get(key));
      if (text === null) return { state: 'miss' };
      return { state: 'hit', found: summary.parse(JSON.parse(text)) };
    } catch (error) {
      request.log.warn({ reason: (error as Error).message }, 'the cache is not used');
      return { state: error instanceof z.ZodError ? 'miss' : 'unavailable' };
    }
  }

  async function made(): Promise<Summary> {
    return needed(use.database).read(async (client) => {
      const { rows } = await client.query(`SELECT (SELECT count(*)::int FROM demo_notes) AS count, ${SERVER_COLUMNS}`);
      const latest = (await client.query(LATEST, [1])).rows.map(noteOf)[0] ?? null;
      const { count } = z.object({ count: z.number() }).parse(rows[0]);
      return { count, latest, madeBy: identity.pod, madeAt: new Date().toISOString(), database: serverOf(rows[0]) };
    });
  }

  app.get('/api/v1/summary', async (request, reply) => {
    // Said before the cache is asked: without a database nothing is ever in it.
    if (use.database === undefined) throw new ServiceError('NOT_CONFIGURED', 'DATABASE_HOST names no Postgres');
    const { state, found } = await kept(request);
    const answer = found ?? (await made());
    if (state === 'miss' && redis !== undefined) {
      await within(CACHE_PATIENCE_MS, redis.set(key, JSON.stringify(answer), 'EX', seconds)).catch((error: unknown) => {
        request.log.warn({ reason: (error as Error).message }, 'the summary is not kept');
      });
    }
    return reply
      .header('cache-control', 'no-store')
      .send({ ...identity, requestId: request.id, cache: state, ...answer });
  });
}
