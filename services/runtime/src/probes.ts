import type { FastifyInstance } from 'fastify';
import type { Identity } from './identity';
import type { Lifecycle } from './lifecycle';

/** The paths of the probes; the same for each service, so that manifests need not know which one they run. */
export const probePaths = {
  startup: '/health/startup',
  ready: '/health/ready',
  live: '/health/live',
  summary: '/health',
} as const;

/**
 * Three probes with three meanings:
 *
 * - startup: has the service begun to listen? Latched, so draining does not undo it.
 * - ready: should it get new requests? Not while it drains.
 * - live: does the event loop turn? The answer itself is the proof. It never asks another system: a database that is down must not have
 *   every pod restarted.
 *
 * `/health` says all of it to people and to balancers that know one path only; its status is that of readiness.
 */
export function addProbes(app: FastifyInstance, identity: Identity, lifecycle: Lifecycle): void {
  const code = (good: boolean) => (good ? 200 : 503);
  const options = { logLevel: 'warn' } as const;

  app.get(probePaths.startup, options, (_request, reply) =>
    reply
      .code(code(lifecycle.phase !== 'starting'))
      .send({ status: lifecycle.phase === 'starting' ? 'starting' : 'started' }),
  );
  app.get(probePaths.ready, options, (_request, reply) =>
    reply.code(code(lifecycle.phase === 'ready')).send({ status: lifecycle.phase }),
  );
  app.get(probePaths.live, options, (_request, reply) => reply.send({ status: 'live' }));
  app.get(probePaths.summary, options, (_request, reply) =>
    reply.code(code(lifecycle.phase === 'ready')).send({
      status: lifecycle.phase,
      ...identity,
      startedAt: lifecycle.startedAt.toISOString(),
      uptimeSeconds: Math.floor((Date.now() - lifecycle.startedAt.getTime()) / 1000),
      requestsInFlight: lifecycle.inFlight,
    }),
  );
}
