import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { requestIdHeader } from './request-id';

/** Every error code a client can meet, with its HTTP status. */
export const errorCodes = {
  INVALID_REQUEST: 400,
  INVALID_PARAMETER: 400,
  NOT_FOUND: 404,
  /** It exists, and this installation has not got what it needs. No fault of the service, so that no alert on 5xx is raised by it. */
  NOT_CONFIGURED: 404,
  INTERNAL: 500,
  /** Something that the answer needs is away; the same request may succeed later. */
  UNAVAILABLE: 503,
} as const;

/** A code of {@link errorCodes}. */
export type ErrorCode = keyof typeof errorCodes;

/** The body of every answer that is an error. */
export interface ErrorBody {
  readonly code: ErrorCode;
  readonly message: string;
  readonly requestId: string;
}

/** An error meant for the client: its message is shown as it is. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  readonly statusCode: number;

  constructor(
    readonly code: ErrorCode,
    message: string,
  ) {
    super(message);
    this.statusCode = errorCodes[code];
  }
}

/** Answers unknown paths and every thrown error as JSON; what went wrong inside goes to the log and never to the client. */
export function useCodedErrors(app: FastifyInstance): void {
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?', 1)[0] ?? '';
    return answer(request, reply, 404, 'NOT_FOUND', `There is nothing at ${request.method} ${path}`);
  });
  app.setErrorHandler((error, request, reply) => answerError(error, request, reply));
}

/** Turns whatever was thrown into a coded answer, fastify's own errors included. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error instanceof ServiceError) return answer(request, reply, error.statusCode, error.code, error.message);
  const status = error instanceof Error ? ((error as FastifyError).statusCode ?? 500) : 500;
  if (status >= 400 && status < 500 && error instanceof Error) {
    return answer(request, reply, status, 'INVALID_REQUEST', error.message);
  }
  request.log.error({ err: error }, 'request failed');
  return answer(request, reply, 500, 'INTERNAL', 'The request failed; the log has more under this requestId');
}

function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  status: number,
  code: ErrorCode,
  message: string,
): FastifyReply {
  const body: ErrorBody = { code, message, requestId: request.id };
  // Set here too: fastify's own early errors come before any hook.
  return reply.code(status).header(requestIdHeader, request.id).send(body);
}
