import { SECURITY_HEADERS } from '../../../../constructs/edge/values';
import { describeNginx } from '../describe';
import { startPods } from '../pods';
import { startUpstream, type Upstream } from '../upstream';
import { ask, ready, say, type Heard, type Question } from './client';
import { startEdge, type RunningEdge } from './edge';

jest.setTimeout(30_000);

/** What apps say themselves, and the edge replaces. */
const OWN = {
  'X-Frame-Options': 'ALLOWALL',
  'X-Content-Type-Options': 'own',
  'Referrer-Policy': 'unsafe-url',
  'Permissions-Policy': 'camera=*',
  'Cross-Origin-Opener-Policy': 'unsafe-none',
  'Strict-Transport-Security': 'max-age=1',
  'Content-Security-Policy': 'default-src *',
  'X-Request-ID': 'own',
  'X-Cache-Status': 'own',
  Server: 'own/1.0',
};
const POLICY = "default-src 'self'";

/** All of them, once each. */
function expectHeaders({ all }: Pick<Heard, 'all'>, scheme: 'http' | 'https'): void {
  const wanted = { ...SECURITY_HEADERS, 'Content-Security-Policy': POLICY };
  const found = Object.fromEntries(Object.keys(wanted).map((name) => [name, all[name.toLowerCase()]]));
  expect(found).toEqual(Object.fromEntries(Object.entries(wanted).map(([name, value]) => [name, [value]])));
  expect(all['strict-transport-security']).toEqual(scheme === 'https' ? ['max-age=31536000'] : undefined);
  expect(all['x-request-id']).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/)]);
  expect(all['server']).toEqual(['nginx']);
}

/** The headers of an answer that was heard as text. */
function read(text: string): Pick<Heard, 'all'> {
  const [head = ''] = text.split('\r\n\r\n', 1);
  const all: Record<string, string[]> = {};
  for (const line of head.split('\r\n').slice(1)) {
    const [name = '', ...value] = line.split(': ');
    (all[name.toLowerCase()] ??= []).push(value.join(': '));
  }
  return { all };
}

const shop = { host: 'shop.test' };

describeNginx('headers of answers of the edge', () => {
  let edge: RunningEdge;
  let app: Upstream;
  beforeAll(async () => {
    [app] = await startPods('app');
    app.behave(({ url }) => ({
      status: url.endsWith('/missing') ? 404 : url.endsWith('/moved') ? 301 : 200,
      headers: url.startsWith('/cached') ? { ...OWN, 'cache-control': 'max-age=60' } : OWN,
    }));
    const gone = await startUpstream({ name: 'gone' });
    await gone.close();
    edge = await startEdge(
      {
        props: {
          hosts: ['shop.test'],
          tls: { at: 'edge' },
          replicas: 1,
          autoscaling: { enabled: false },
          redirects: { '/old': '/new' },
          files: { 'robots.txt': 'User-agent: *' },
          headers: { contentSecurityPolicy: POLICY },
        },
        routes: [
          { path: '/', to: 'app', policy: { headers: { 'X-More': 'more' } } },
          { path: '/plain/', to: 'app' },
          { path: '/gone/', to: 'gone' },
          { path: '/cached/', to: 'app', policy: { cache: { enabled: true } } },
          {
            path: '/cors/',
            to: 'app',
            policy: { cors: { origins: ['https://other.test'], credentials: true } },
          },
          { path: '/small/', to: 'app', policy: { bodyMegabytes: 1 } },
          {
            path: '/limited/',
            to: 'app',
            policy: { rateLimit: { requests: 1, per: 'minute', burst: 0 }, cors: { origins: ['https://other.test'] } },
          },
        ],
      },
      { app: [app], gone: [gone] },
    );
    await ready(`${edge.httpsUrl}/`, { headers: shop });
    await ask(`${edge.httpsUrl}/limited/`, { headers: shop });
    await ask(`${edge.httpsUrl}/cached/x`, { headers: shop });
  });

  const origin = { origin: 'https://other.test' };
  const large = Buffer.alloc(1024 * 1024 + 1);
  test.each<[what: string, status: number, path: string, question?: Question]>([
    ['an answer of the app', 200, '/plain/x'],
    ['an answer of a route with headers of its own', 200, '/x'],
    ['an answer to another origin', 200, '/cors/x', { headers: origin }],
    ['a preflight', 204, '/cors/x', { method: 'OPTIONS', headers: origin }],
    ['an error of the app', 404, '/plain/missing'],
    ['a redirect of the app', 301, '/plain/moved'],
    ['a redirect of the values', 301, '/old'],
    ['a redirect to a path with a slash', 301, '/plain'],
    ['a path that climbs', 400, '/plain/..%2f'],
    ['a body that is too large', 413, '/small/x', { method: 'POST', body: large }],
    ['a name that is not ours', 421, '/', { headers: { host: 'other.test' } }],
    ['a client that asks too often', 429, '/limited/'],
    ['a service without pods', 502, '/gone/'],
    ['a file', 200, '/robots.txt'],
    ['an answer that was kept', 200, '/cached/x'],
    ['what is internal', 404, '/_edge/problem.html'],
  ])('are all there and once: %s (%i)', async (_, status, path, question = {}) => {
    const answer = await ask(`${edge.httpsUrl}${path}`, {
      ...question,
      headers: { ...shop, ...question.headers },
    });
    expect(answer.status).toBe(status);
    expectHeaders(answer, 'https');
  });

  test('are all there over http, but for the one that counts over https alone', async () => {
    const answer = await ask(`${edge.url}/plain/x?y=1`, { headers: shop });
    expect([answer.status, answer.headers.location]).toEqual([308, 'https://shop.test/plain/x?y=1']);
    expectHeaders(answer, 'http');
  });

  test.each([
    ['a request that is none', 'GET nowhere HTTP/1.1\r\n\r\n', '400'],
    ['a header that is too large', `GET / HTTP/1.1\r\nHost: shop.test\r\nCookie: ${'x'.repeat(9000)}\r\n\r\n`, '400'],
    ['a path that is too long', `GET /${'x'.repeat(9000)} HTTP/1.1\r\nHost: shop.test\r\n\r\n`, '414'],
    ['a method that is none', 'TRACE / HTTP/1.1\r\nHost: shop.test\r\n\r\n', '405'],
    ['a version that is none', 'GET / HTTP/3.0\r\nHost: shop.test\r\n\r\n', '505'],
  ])('are all there where nginx itself refuses: %s', async (_, bytes, status) => {
    const text = await say(edge.port, bytes);
    expect(text).toContain(`HTTP/1.1 ${status}`);
    expectHeaders(read(text), 'http');
  });

  test('say what the route adds, and whether an answer was kept', async () => {
    expect((await ask(`${edge.httpsUrl}/x`, { headers: shop })).all['x-more']).toEqual(['more']);
    expect((await ask(`${edge.httpsUrl}/cached/x`, { headers: shop })).all['x-cache-status']).toEqual(['HIT']);
  });

  test('have the id of whoever is in front, when it is one, and tell it the app', async () => {
    const headers = { ...shop, 'x-request-id': 'front-0123.abc_D' };
    const answer = await ask(`${edge.httpsUrl}/plain/x`, { headers });
    expect(answer.all['x-request-id']).toEqual(['front-0123.abc_D']);
    expect(app.requests.at(-1)?.headers['x-request-id']).toBe('front-0123.abc_D');
    for (const id of ['short', '<script>alert(1)</script>', 'x'.repeat(65)]) {
      const other = await ask(`${edge.httpsUrl}/plain/x`, { headers: { ...shop, 'x-request-id': id } });
      expect(other.all['x-request-id']).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/)]);
    }
  });

  test('tell whoever may not come yet when to come again, also pages of other origins', async () => {
    const headers = { ...shop, ...origin };
    const answer = await ask(`${edge.httpsUrl}/limited/`, { headers });
    expect([answer.status, answer.all['retry-after']]).toEqual([429, ['60']]);
    expect(answer.all['access-control-allow-origin']).toEqual(['https://other.test']);
  });

  test('warn of nothing in the log', () => {
    expect(edge.errorLog()).not.toMatch(/uninitialized/);
  });
});

describeNginx('headers of a route', () => {
  test('replace those of all answers', async () => {
    const [app] = await startPods('app');
    app.behave({ headers: OWN });
    const headers = { 'X-Frame-Options': 'DENY', 'Cache-Control': 'no-store' };
    const edge = await startEdge({ routes: [{ path: '/', to: 'app', policy: { headers } }] }, { app: [app] });
    await ready(edge.url);
    const { all } = await ask(edge.url);
    expect([all['x-frame-options'], all['cache-control']]).toEqual([['DENY'], ['no-store']]);
    expect(all['referrer-policy']).toEqual(['strict-origin-when-cross-origin']);
  });
});
