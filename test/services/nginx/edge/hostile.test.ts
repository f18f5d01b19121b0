import { until } from '../../redis/cluster';
import { describeNginx } from '../describe';
import { startPods } from '../pods';
import type { Upstream } from '../upstream';
import { ask, dial, heard, ready, say, statuses } from './client';
import { startEdge, type RunningEdge } from './edge';

jest.setTimeout(30_000);

describeNginx('hostile requests at the edge', () => {
  let edge: RunningEdge;
  let app: Upstream;
  let admin: Upstream;
  beforeAll(async () => {
    [app] = await startPods('app');
    [admin] = await startPods('admin');
    edge = await startEdge(
      {
        props: {
          limits: { headerSeconds: 2, bodySeconds: 1, keepaliveSeconds: 1, connections: 512 },
          workers: 1,
          files: { 'robots.txt': 'User-agent: *' },
          redirects: { '/old': '/new' },
        },
        routes: [
          { path: '/', to: 'app' },
          { path: '/stream/', to: 'app', policy: { bufferUploads: false } },
          { path: '/admin/', to: 'admin' },
        ],
      },
      { app: [app], admin: [admin] },
    );
    await Promise.all([ready(edge.url), ready(`${edge.url}/admin/`)]);
  });
  /** What the services were asked meanwhile. */
  const asking = async (bytes: string) => {
    const before = [app.requests.length, admin.requests.length] as const;
    const text = await say(edge.port, bytes);
    const urls = [...app.requests.slice(before[0]), ...admin.requests.slice(before[1])].map(({ url }) => url);
    return { statuses: statuses(text), urls };
  };

  const hidden = 'GET /admin/hidden HTTP/1.1\r\nHost: a\r\n\r\n';
  const chunked = `5\r\nhello\r\n0\r\n\r\n`;
  const smuggled = (headers: string, body: string) => `POST /x HTTP/1.1\r\nHost: a\r\n${headers}\r\n${body}`;
  test.each([
    ['a length and chunks', smuggled('Content-Length: 4\r\nTransfer-Encoding: chunked\r\n', `0\r\n\r\n${hidden}`)],
    ['chunks and a length', smuggled('Transfer-Encoding: chunked\r\nContent-Length: 6\r\n', `0\r\n\r\n${hidden}`)],
    ['two lengths', smuggled('Content-Length: 0\r\nContent-Length: 44\r\n', hidden)],
    ['the same length twice', smuggled('Content-Length: 0\r\nContent-Length: 0\r\n', hidden)],
    ['a list of lengths', smuggled('Content-Length: 0, 44\r\n', hidden)],
    ['a length with a sign', smuggled('Content-Length: +44\r\n', hidden)],
    ['a length that is none', smuggled('Content-Length: 0x2c\r\n', hidden)],
    ['a negative length', smuggled('Content-Length: -1\r\n', hidden)],
    ['chunks twice', smuggled('Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n', `0\r\n\r\n${hidden}`)],
    ['chunks of something else', smuggled('Transfer-Encoding: xchunked\r\n', `${chunked}${hidden}`)],
    ['chunks in a list', smuggled('Transfer-Encoding: identity, chunked\r\n', `${chunked}${hidden}`)],
    ['chunks after a tab', smuggled('Transfer-Encoding: \tchunked\r\n', `${chunked}${hidden}`)],
    ['chunks behind a blank', smuggled('Transfer-Encoding : chunked\r\n', `${chunked}${hidden}`)],
    ['a header that goes on in the next line', smuggled('X-A: b\r\n Content-Length: 44\r\n', hidden)],
    ['chunks in the next line', smuggled('Transfer-Encoding:\r\n chunked\r\n', `${chunked}${hidden}`)],
    ['a chunk of no size', smuggled('Transfer-Encoding: chunked\r\n', `z\r\nhello\r\n0\r\n\r\n${hidden}`)],
    [
      'a chunk of a size that is too large',
      smuggled('Transfer-Encoding: chunked\r\n', `${'f'.repeat(17)}\r\n${hidden}`),
    ],
    [
      'a chunk that is longer than its size',
      smuggled('Transfer-Encoding: chunked\r\n', `2\r\nhello\r\n0\r\n\r\n${hidden}`),
    ],
    ['a return without a line feed', smuggled('X-A: b\rContent-Length: 44\r\n', hidden)],
    ['a zero in a header', smuggled('X-A: b\0c\r\n', hidden)],
    ['chunks of HTTP/1.0', `POST /x HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n${chunked}${hidden}`],
    ['no host', `GET /x HTTP/1.1\r\n\r\n`],
    ['two hosts', `GET /x HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n`],
    ['a host that is none', `GET /x HTTP/1.1\r\nHost: a/../b\r\n\r\n`],
    ['a blank in the path', `GET /x y HTTP/1.1\r\nHost: a\r\n\r\n`],
  ])('are the same requests to a service as to the edge, or none: %s', async (_, bytes) => {
    const { statuses: found, urls } = await asking(bytes);
    expect(urls.filter((url) => url.includes('hidden'))).toEqual(urls.length > 1 ? ['/admin/hidden'] : []);
    // What follows a complete request is another one by all rules, and is answered as such; else there is one answer: no.
    if (urls.length > 0) expect(found).toEqual(urls.map(() => 200));
    else expect([[400], [501]]).toContainEqual(found);
  });

  test.each([
    ['line feeds alone', 'GET /x HTTP/1.1\nHost: a\nConnection: close\n\n'],
    [
      'chunks with an extension',
      smuggled('Connection: close\r\nTransfer-Encoding: chunked\r\n', '5;a=b\r\nhello\r\n0\r\n\r\n'),
    ],
    [
      'chunks with a trailer',
      smuggled('Connection: close\r\nTransfer-Encoding: chunked\r\n', '0\r\nContent-Length: 9\r\n\r\n'),
    ],
  ])('are one request where they are harmless: %s', async (_, bytes) => {
    expect(await asking(bytes)).toEqual({ statuses: [200], urls: ['/x'] });
    // Sent on in one form, whatever they came as.
    expect(app.requests.at(-1)?.headers).not.toHaveProperty('trailer');
  });

  test('do not get a body past the edge that its service would read as a request', async () => {
    const { statuses: found, urls } = await asking(
      `POST /stream/x HTTP/1.1\r\nHost: a\r\nContent-Length: ${hidden.length}\r\nConnection: close\r\n\r\n${hidden}`,
    );
    expect({ found, urls }).toEqual({ found: [200], urls: ['/stream/x'] });
    expect(app.requests.at(-1)?.bytes).toBe(hidden.length);
  });

  test.each([
    '/../admin/x',
    '/x/../admin/x',
    '/x/%2e%2e/admin/x',
    '/x/%2E./admin/x',
    '/x/.%2e/admin/x',
    '/x/..%2fadmin/x',
    '/x/..%2Fadmin/x',
    '/x%2f..%2fadmin/x',
    '/x/..%5cadmin/x',
    '/x%5C..%5Cadmin/x',
    '/x/..\\admin\\x',
    '/x\\..\\admin\\x',
    '/x/..;/admin/x',
    '/x/..;a=b/admin/x',
    '/x/..',
    '/admin/..%2fx',
    '/admin/../x',
    '/admin/..',
    '/x/%2e%2e',
    '/x%00',
    '/x%00.html',
    '/admin/%00',
    '/robots.txt/../admin/x',
    '/old/../x',
    '/x/%2e%2e%2fadmin/x?y=1',
    '/../../../etc/passwd',
    '/%2e%2e/%2e%2e/etc/passwd',
    'http://a/x/../admin/x',
  ])('with a path that climbs are refused: %s', async (path) => {
    expect(await asking(`GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`)).toEqual({
      statuses: [400],
      urls: [],
    });
  });

  test.each(['/x/...', '/x..y/z', '/..x', '/.well-known/x', '/x?y=../z', '/x?y=%00', '/x/%252e%252e/y', '/a.b..c'])(
    'are not those with two dots elsewhere: %s',
    async (path) => {
      const bytes = `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`;
      expect(await asking(bytes)).toEqual({ statuses: [200], urls: [path] });
    },
  );

  test.each(['//admin/x', '/./admin/x', '/%61dmin/x', '/x/%2fadmin/x'])(
    'come to one service, whichever way their path is written: %s',
    async (path) => {
      const before = app.requests.length;
      const { statuses: found, urls } = await asking(`GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
      expect({ found, urls }).toEqual({ found: [200], urls: [path] });
      expect(app.requests.length - before).toBe(path.startsWith('/x') ? 1 : 0);
    },
  );

  test('with more of a head than there is room for are refused', async () => {
    const many = Array.from({ length: 40 }, (_, index) => `X-${index}: ${'x'.repeat(1000)}\r\n`).join('');
    const large = `Cookie: ${'x'.repeat(9000)}\r\n`;
    for (const headers of [many, large]) {
      expect(await asking(`GET /x HTTP/1.1\r\nHost: a\r\n${headers}\r\n`)).toEqual({ statuses: [400], urls: [] });
    }
    expect((await asking(`GET /${'x'.repeat(9000)} HTTP/1.1\r\nHost: a\r\n\r\n`)).statuses).toEqual([414]);
  });

  test('that never end keep nobody out, and are closed in time', async () => {
    const heads = [
      '',
      'G',
      'GET / HTTP/1.1\r\n',
      'GET / HTTP/1.1\r\nHost: a\r\nX-A: ',
      'GET / HTTP/1.1\r\nHost: a\r\n',
    ];
    const sockets = Array.from({ length: 200 }, (_, index) => dial(edge.port, heads[index % heads.length] ?? ''));
    const ends = sockets.map((socket) => heard(socket));
    await until('all are open', () => sockets.every(({ connecting }) => !connecting));
    // They send on, as slowly as they can: that does not give them more time.
    const drip = setInterval(() => {
      for (const [index, socket] of sockets.entries()) if (index % heads.length > 2) socket.write('x');
    }, 200);
    for (let index = 0; index < 20; index += 1) expect((await ask(edge.url)).status).toBe(200);
    const said = await Promise.all(ends);
    clearInterval(drip);
    expect(said.flatMap(statuses).filter((status) => status !== 408)).toEqual([]);
  });

  test('leave nothing but their refusal in the log', () => {
    expect(edge.errorLog()).not.toMatch(/\[(alert|emerg|crit)\]/);
  });
});
