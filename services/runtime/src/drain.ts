import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import type { Lifecycle } from './lifecycle';

/** How a stop went: all requests were answered, or time ran out and some were cut. */
export type DrainResult = 'finished' | 'cut';

/** How long a stop may take. */
export interface DrainTimes {
  readonly graceMs: number;
  readonly delayMs: number;
}

/**
 * Stops a server without losing a request:
 *
 * 1. readiness turns 503 and answers carry `Connection: close`, at once;
 * 2. for `delayMs` new connections are still answered, since proxies learn of the end a moment later than the pod does;
 * 3. the server stops listening, idle connections are closed, requests under way finish, resources are released;
 * 4. whatever is left after `graceMs` is cut.
 */
export async function drain(app: FastifyInstance, lifecycle: Lifecycle, times: DrainTimes): Promise<DrainResult> {
  lifecycle.draining();
  const finished = new AbortController();
  const deadline = sleep(times.graceMs, 'cut' as const, { signal: finished.signal }).catch(() => 'finished' as const);
  const gentle = async () => {
    await sleep(times.delayMs, undefined, { signal: finished.signal });
    const closed = app.close();
    await lifecycle.idle();
    // Connections that never sent a request count as busy for node, and would hold the server open until they time out.
    app.server.closeAllConnections();
    await closed;
    return 'finished' as const;
  };
  const result = await Promise.race([gentle(), deadline]);
  if (result === 'cut') {
    app.log.error({ requestsInFlight: lifecycle.inFlight }, 'shutdown took too long, cutting what is left');
    app.server.closeAllConnections();
  }
  finished.abort();
  return result;
}
