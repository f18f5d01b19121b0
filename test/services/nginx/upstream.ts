/** A service for tests behind a proxy: says who it is, keeps what it was asked, and behaves as badly as it is told to. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../redis/addresses';
import { whenDone } from '../when-done';

/** A request as it came to the service. */
export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** The length of the body. */
  readonly bytes: number;
}

/** How requests are answered. */
export interface Behaviour {
  /** @default 200 */
  readonly status?: number;
  /** Cache-Control, Retry-After, Set-Cookie (a list is as many of them) and the like. @default - none but Content-Type */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** @default - what was asked, as JSON: see {@link Echo} */
  readonly body?: string;
  /** How long it thinks before it answers. @default 0 */
  readonly delayMs?: number;
  /** Closes the connection: before it has answered anything, or in the middle of the body. @default - neither */
  readonly cut?: 'before' | 'middle';
}

/** The body of an answer. */
export interface Echo extends Seen {
  /** Of the service. */
  readonly name: string;
  /** How many requests it has had with this one. */
  readonly count: number;
}

/** What is to be started. */
export interface UpstreamOptions {
  /** Stands in the answers, and in `x-upstream`. */
  readonly name: string;
  /** @default 127.0.0.1 */
  readonly host?: string;
  /** @default - one that is free */
  readonly port?: number;
}

/** A service that runs. */
export interface Upstream {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** `HOST:PORT`, as nginx's `server` takes it. */
  readonly address: string;
  /** All requests so far, those that were cut and those that asked for an upgrade too. */
  readonly requests: readonly Seen[];
  /** From now on, for all requests or as each one has it. */
  readonly behave: (how: Behaviour | ((request: Seen) => Behaviour)) => void;
  /** Connections that are open now, those of WebSockets too. */
  readonly connections: () => number;
  /** Takes no more connections, and waits until open requests are answered. WebSockets go on. */
  readonly drain: () => Promise<void>;
  /** Gone at once: open connections break, new ones are refused. */
  readonly close: () => Promise<void>;
}

const running = new Set<() => Promise<void>>();

whenDone(async () => {
  await Promise.all([...running].map((close) => close()));
});

/** Starts a service. It takes WebSocket upgrades too, and then sends back every byte as it came. */
export async function startUpstream(options: UpstreamOptions): Promise<Upstream> {
  const { name, host = '127.0.0.1' } = options;
  const port = options.port ?? (await freePort(host));
  const requests: Seen[] = [];
  let behaviour: (request: Seen) => Behaviour = () => ({});

  const take = async (request: IncomingMessage, response: ServerResponse) => {
    const index = requests.push(seen(request)) - 1;
    let bytes = 0;
    for await (const chunk of request) bytes += (chunk as Buffer).length;
    const complete = { ...seen(request), bytes };
    requests[index] = complete;
    const echo: Echo = { name, count: index + 1, ...complete };
    await answer(response, echo, behaviour(complete), () => !server.listening);
  };
  const server = createServer((request, response) => {
    // A client that leaves in the middle of its request is nothing to be told.
    take(request, response).catch(() => response.destroy());
  });
  // Whoever keeps connections alive decides when they end.
  server.keepAliveTimeout = 600_000;
  const sockets = new Set<Duplex>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('upgrade', (request, socket) => {
    requests.push(seen(request));
    shake(request, socket, name);
  });
  server.listen(port, host);
  await once(server, 'listening');

  const close = async () => {
    running.delete(close);
    const closed = [...sockets, ...(server.listening ? [server] : [])].map((each) => once(each, 'close'));
    server.close();
    for (const socket of sockets) socket.destroy();
    await Promise.all(closed);
  };
  running.add(close);
  return {
    name,
    host,
    port,
    address: `${host}:${port}`,
    requests,
    behave: (how) => {
      behaviour = typeof how === 'function' ? how : () => how;
    },
    connections: () => sockets.size,
    drain: async () => {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      await closed;
    },
    close,
  };
}

const seen = ({ method = '', url = '', headers }: IncomingMessage): Seen => ({ method, url, headers, bytes: 0 });

async function answer(response: ServerResponse, echo: Echo, how: Behaviour, draining: () => boolean): Promise<void> {
  const { status = 200, body = JSON.stringify(echo), delayMs = 0, cut } = how;
  // Keeps nobody waiting that has closed the server meanwhile.
  if (delayMs > 0) await sleep(delayMs, undefined, { ref: false });
  if (cut === 'before') {
    response.destroy();
    return;
  }
  // Whoever holds the connection would keep a drain from ending.
  if (draining()) response.setHeader('connection', 'close');
  response.setHeader('content-type', how.body === undefined ? 'application/json' : 'text/plain');
  response.setHeader('content-length', Buffer.byteLength(body));
  response.setHeader('x-upstream', echo.name);
  for (const [header, value] of Object.entries(how.headers ?? {})) response.setHeader(header, value);
  response.writeHead(status);
  if (cut === 'middle') response.write(body.slice(0, body.length / 2), () => response.destroy());
  else response.end(body);
}

/** RFC 6455, 4.2.2. */
function shake(request: IncomingMessage, socket: Duplex, name: string): void {
  const key = request.headers['sec-websocket-key'] ?? '';
  const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  const lines = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade'];
  socket.write([...lines, `Sec-WebSocket-Accept: ${accept}`, `X-Upstream: ${name}`, '', ''].join('\r\n'));
  socket.on('error', () => undefined);
  socket.pipe(socket);
}
