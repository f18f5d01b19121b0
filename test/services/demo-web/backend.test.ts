import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { askBackend } from '../../../services/demo-web/src/backend';

const running: { close: () => void }[] = [];
afterEach(() => {
  for (const server of running.splice(0)) server.close();
});

/** A backend that answers as the test says. */
async function backend(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  running.push({
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const hello = JSON.stringify({ service: 'demo-api', version: '1.0.0', pod: 'api-7' });

test('without an address nothing is asked', async () => {
  expect(await askBackend(undefined, 'r')).toEqual({ state: 'not-connected' });
});

test('the answer names the pod; the request id is passed on; the connection is not kept', async () => {
  let seen: unknown;
  const url = await backend((request, response) => {
    seen = { path: request.url, id: request.headers['x-request-id'], connection: request.headers.connection };
    response.end(hello);
  });
  expect(await askBackend(url, 'r-1')).toMatchObject({
    state: 'answered',
    service: 'demo-api',
    version: '1.0.0',
    pod: 'api-7',
  });
  expect(seen).toEqual({ path: '/api/v1/hello', id: 'r-1', connection: 'close' });
});

test('a path in the address is kept', async () => {
  let path: string | undefined;
  const url = await backend((request, response) => {
    path = request.url;
    response.end(hello);
  });
  await askBackend(`${url}/base`, 'r');
  expect(path).toBe('/base/api/v1/hello');
});

test.each<[string, RequestListener, RegExp]>([
  ['never answers', () => undefined, /timeout/],
  ['begins to answer and stops', (_request, response) => response.write('{'), /timeout/],
  ['fails', (_request, response) => response.writeHead(500).end('{}'), /status 500/],
  ['answers with something else', (_request, response) => response.end('<html>'), /JSON/],
  ['leaves out the pod', (_request, response) => response.end('{"service":"a","version":"1"}'), /unexpected answer/],
  [
    'sends a name that is far too long',
    (_request, response) => response.end(hello.replace('api-7', 'x'.repeat(300))),
    /unexpected answer/,
  ],
  ['sends more than can be meant', (_request, response) => response.end('x'.repeat(20_000)), /longer than/],
  [
    'sends us elsewhere',
    (_request, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
    /redirect/,
  ],
  ['closes the connection', (request) => request.socket.destroy(), /fetch failed/],
])('a backend that %s is not reachable', async (_name, listener, reason) => {
  const answer = await askBackend(await backend(listener), 'r');
  expect(answer).toEqual({ state: 'unreachable', reason: expect.stringMatching(reason) as unknown });
});
