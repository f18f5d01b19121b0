import { ServiceError, type FastifyInstance, type Identity } from '@scaleout/runtime';
import { z } from 'zod';
import { burn } from './burn';

const limits = { min: 1, max: 1000, fallback: 50 } as const;

const query = z.object({
  ms: z
    .string()
    .regex(/^\d{1,4}$/)
    .transform(Number)
    .pipe(z.number().min(limits.min).max(limits.max))
    .default(limits.fallback),
});

/** Burns CPU for `?ms=`, so that load can be made and autoscaling be watched. */
export function addWork(app: FastifyInstance, identity: Identity): void {
  app.get('/api/v1/work', async (request, reply) => {
    const asked = query.safeParse(request.query);
    if (!asked.success) {
      const given = JSON.stringify((request.query as Record<string, unknown>)['ms']).slice(0, 80);
      throw new ServiceError(
        'INVALID_PARAMETER',
        `'ms' (${given}) must be a whole number from ${limits.min} to ${limits.max}`,
      );
    }
    const gone = new AbortController();
    reply.raw.once('close', () => {
      gone.abort();
    });
    const workedMs = Math.round(await burn(asked.data.ms, gone.signal));
    return reply
      .header('cache-control', 'no-store')
      .send({ ...identity, requestId: request.id, askedMs: asked.data.ms, workedMs });
  });
}
