import { LogController, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Identity } from './identity';

/** Where log lines go; standard output unless a test wants to read them. */
export interface LogStream {
  write(line: string): void;
}

/** JSON lines with words for levels and ISO times, which log collectors understand without a parser of their own. */
export const logOptions = (identity: Identity, level: string, stream?: LogStream) => ({
  level,
  base: { ...identity },
  timestamp: () => `,"time":"${new Date().toISOString()}"`,
  formatters: { level: (label: string) => ({ level: label }) },
  ...(stream === undefined ? {} : { stream }),
});

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
