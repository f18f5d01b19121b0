/**
 * The HTTP side. Node's own server, and no framework: measured with all that the sidecar carries (pg, ioredis, prom-client, zod, pino;
 * one bundle, Node 20), fastify costs 7 MB more resident at rest and 8 to 27 MB more under load, of the 64 MB there are, and answers 21,000
 * probes a second on a core instead of 28,000. A dozen fixed paths without parameters and bodies need no router.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { randomUUID } from 'node:crypto';
import { requestId as requestIdOf } from '@scaleout/runtime';
import { send, sendRaw } from './answer';
import { answersFrom, type Known } from './answers';
import { Connections } from './connections';
import { Desk } from './desk';
import { OwnCounts } from './metrics';
import { refusal, type RefusalCode } from './refusals';
import { TokenGate } from './token-gate';

/** What the server is made of. */
export interface HealthServerOptions extends Known {
  /** The token that opens what is not for everyone, as it is now; undefined closes it. */
  readonly token: () => string | undefined;
  /** @default TIMES */
  readonly times?: typeof TIMES;
}

/** A server that can listen once. */
export interface HealthServer {
  /** Resolves with where it listens. Port 0 takes a free one. */
  listen(at: { readonly host: string; readonly port: number }): Promise<AddressInfo>;
  /** Answers what has arrived, and ends all connections. */
  close(): Promise<void>;
}

/** Milliseconds after which a connection ends. */
export const TIMES = {
  /** A whole request arrives in one packet here; who takes longer holds a place on purpose. */
  arrivalMs: 5000,
  /** Between two requests: longer than the minute between two scrapes, since the side that opened a connection has to be the one to close it. */
  keepAliveMs: 75_000,
  /** For which a client leaves an answer unread. */
  unreadMs: 10_000,
};
/** How long answers may take to leave when the server closes. */
const CLOSING_MS = 500;
const MAX_HEADER_BYTES = 8192;
/** A changed token is looked for so often, or the time that the old one is good for would begin with the next request only. */
const LOOK_MS = 1000;

/** The server of the health API, not listening yet. */
export function createHealthServer({ token, times = TIMES, ...known }: HealthServerOptions): HealthServer {
  const server = createServer({
    connectionsCheckingInterval: times.arrivalMs / 10,
    headersTimeout: times.arrivalMs,
    requestTimeout: times.arrivalMs,
    keepAliveTimeout: times.keepAliveMs,
    maxHeaderSize: MAX_HEADER_BYTES,
    // Answered by the desk, in the form that all errors have.
    requireHostHeader: false,
  });
  server.timeout = times.unreadMs;
  const counts = new OwnCounts();
  const connections = new Connections(server, {
    limit: () => known.configuration().limits.connections,
    onRefused: (reason) => {
      counts.refuse(reason);
    },
  });
  const gate = new TokenGate(token);
  const desk = new Desk(
    answersFrom(known, counts, () => connections.count),
    gate,
    counts,
    known,
  );
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    if (!connections.began(request, response)) return;
    const id = requestIdOf(request);
    void desk.answer(request, id).then((made) => {
      send(response, server.listening ? made : { ...made, closes: true }, id);
    });
  };
  server.on('request', answer).on('checkContinue', answer).on('checkExpectation', answer);
  server.on('clientError', refuseRaw).on('connect', (_request, socket: Duplex) => {
    refuseRaw({ code: 'CONNECT' }, socket);
  });
  const looking = setInterval(() => {
    gate.look();
  }, LOOK_MS).unref();

  return {
    listen: async ({ host, port }) => {
      server.listen(port, host);
      await once(server, 'listening');
      return server.address() as AddressInfo;
    },
    close: async () => {
      clearInterval(looking);
      await closed(server);
    },
  };
}

const REFUSED_AS: Readonly<Record<string, RefusalCode>> = {
  HPE_HEADER_OVERFLOW: 'HEADERS_TOO_LARGE',
  ERR_HTTP_REQUEST_TIMEOUT: 'REQUEST_TIMEOUT',
  CONNECT: 'METHOD_NOT_ALLOWED',
};

/** Answers what never became a request. */
function refuseRaw({ code = '' }: { readonly code?: string }, socket: Duplex): void {
  const id = randomUUID();
  socket.on('error', () => socket.destroy());
  if (code === 'ECONNRESET' || !socket.writable) socket.destroy();
  else sendRaw(socket, refusal(REFUSED_AS[code] ?? 'INVALID_REQUEST', id), id);
}

async function closed(server: Server): Promise<void> {
  if (!server.listening) return;
  const ended = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  const cut = setTimeout(() => {
    server.closeAllConnections();
  }, CLOSING_MS);
  await ended;
  clearTimeout(cut);
}
