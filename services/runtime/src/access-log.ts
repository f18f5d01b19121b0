import { LogController, type FastifyReply, type FastifyRequest } from 'fastify';

/** One line a request, when it is done, in place of fastify's two. Query strings stay out of the log: they may hold personal data. */
export class AccessLog extends LogController {
  constructor() {
    super({ requestIdLogLabel: 'requestId' });
  }

  override incomingRequest(): void {
    // Said in the line of requestCompleted.
  }

  override requestCompleted(error: Error | null | undefined, request: FastifyRequest, reply: FastifyReply): void {
    const line = {
      method: request.method,
      path: request.url.split('?', 1)[0],
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime * 10) / 10,
    };
    if (error == null) request.log.info(line, 'request');
    else request.log.error({ ...line, err: error }, 'request');
  }
}
