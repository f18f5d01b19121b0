import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Carries one id through all services that take part in an answer. */
export const requestIdHeader = 'x-request-id';

/** The caller's id when it is harmless in logs and headers, else a new one. */
export function requestId(request: IncomingMessage): string {
  const given = request.headers[requestIdHeader];
  return typeof given === 'string' && /^[\w.:-]{1,128}$/.test(given) ? given : randomUUID();
}
