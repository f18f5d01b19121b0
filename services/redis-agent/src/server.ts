/** The agent's HTTP side: probes, hand-over, state, metrics. Node's own server: a framework would take an eighth of the memory there is. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

/** An answer. */
export interface Reply {
  readonly status?: number;
  readonly type?: 'text/plain' | 'text/html' | 'application/json';
  readonly body: string;
}

/** What is answered at a path. */
export type Routes = Readonly<Record<string, () => Reply | Promise<Reply>>>;

export const json = (value: unknown): Reply => ({
  type: 'application/json',
  body: `${JSON.stringify(value, null, 1)}\n`,
});

export const text = (body: string, status = 200): Reply => ({ status, body: `${body}\n` });

/** A server of these routes; everything else is 404. */
export function serve(routes: Routes): Server {
  const server = createServer((request, response) => {
    void answer(routes, request, response);
  });
  server.keepAliveTimeout = 5000;
  return server;
}

async function answer(routes: Routes, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
  const route = Object.hasOwn(routes, path) ? routes[path] : undefined;
  let reply: Reply;
  if (request.method !== 'GET' && request.method !== 'HEAD') reply = text('only GET', 405);
  else if (route === undefined) reply = text(`one of ${Object.keys(routes).join(' ')}`, 404);
  else reply = await Promise.resolve(route()).catch((error: unknown) => text((error as Error).message, 503));
  const { status = 200, type = 'text/plain', body } = reply;
  response.writeHead(status, {
    'content-type': `${type}; charset=utf-8`,
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
    'x-content-type-options': 'nosniff',
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}
