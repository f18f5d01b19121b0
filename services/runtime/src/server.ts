import fastify, { type FastifyInstance } from 'fastify';
import type { CommonEnv } from './config';
import { answerError, useCodedErrors } from './errors';
import type { Identity } from './identity';
import type { Lifecycle } from './lifecycle';
import { AccessLog } from './access-log';
import { logOptions, type LogStream } from './log-options';
import { addProbes } from './probes';
import { requestId, requestIdHeader } from './request-id';

/** What a server needs to know. */
export interface ServerOptions {
  readonly identity: Identity;
  readonly env: CommonEnv;
  readonly lifecycle: Lifecycle;
  readonly logStream?: LogStream;
}

/** A fastify server with everything the services have in common, and no routes of its own but the probes. */
export function createServer({ identity, env, lifecycle, logStream }: ServerOptions): FastifyInstance {
  const app: FastifyInstance = fastify({
    logger: logOptions(identity, env.LOG_LEVEL, logStream),
    logController: new AccessLog(),
    requestIdHeader: false,
    genReqId: requestId,
    keepAliveTimeout: env.KEEP_ALIVE_TIMEOUT_SECONDS * 1000,
    // A whole request has to arrive in this time: a client that sends a byte a minute must not hold a connection for ever.
    requestTimeout: 60_000,
    // Requests that slip in on a busy connection while the server closes are answered, not refused.
    return503OnClosing: false,
    frameworkErrors: (error, request, reply) => void answerError(error, request, reply as never),
  });

  app.addHook('onRequest', (request, reply, done) => {
    lifecycle.requestBegan();
    // 'close' comes once in any case: after the last byte, or when the client went away.
    reply.raw.once('close', () => {
      lifecycle.requestEnded();
    });
    reply.header(requestIdHeader, request.id);
    done();
  });
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (lifecycle.phase === 'draining') reply.header('connection', 'close');
    done();
  });

  useCodedErrors(app);
  addProbes(app, identity, lifecycle);
  return app;
}
