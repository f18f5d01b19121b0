import type { NginxEdgeProps } from '../../../../constructs';
import { until } from '../../redis/cluster';
import { describeNginx } from '../describe';
import { startPods } from '../pods';
import type { Behaviour } from '../upstream';
import { ask, ready } from './client';
import { startEdge, type TestRoute } from './edge';

jest.setTimeout(30_000);

const asking = async (how: Behaviour, policy: TestRoute['policy'] = {}, props: NginxEdgeProps = {}) => {
  const [auth] = await startPods('auth');
  const [app] = await startPods('app');
  auth.behave(({ url }) => (url === '/verify' ? how : {}));
  const routes: TestRoute[] = [
    { path: '/auth/', to: 'auth', policy: { auth: false } },
    { path: '/', to: 'app', policy },
    { path: '/open/', to: 'app', policy: { auth: false } },
    { path: '/', to: 'app', host: 'other.test', name: 'other' },
  ];
  const all = { ...props, auth: { enabled: true, path: '/verify' } };
  const edge = await startEdge({ props: all, routes }, { auth: [auth], app: [app] });
  await Promise.all([ready(`${edge.url}/auth/`), ready(`${edge.url}/open/`)]);
  const before = app.requests.length;
  return { edge, asked: () => app.requests.length - before, auth, app };
};

describeNginx('a question to a service before each request', () => {
  test('lets through, and is told what for', async () => {
    const { edge, auth, app } = await asking({ status: 204, body: '' });
    const headers = { authorization: 'Bearer x', cookie: 'a=1' };
    const body = Buffer.alloc(3 * 1024 * 1024, 'x');
    const answer = await ask(`${edge.url}/a/b?c=1`, { method: 'POST', headers, body });
    expect([answer.status, app.requests.at(-1)]).toMatchObject([200, { method: 'POST', bytes: body.length }]);
    expect(auth.requests.at(-1)).toMatchObject({
      ...{ method: 'GET', url: '/verify', bytes: 0 },
      headers: {
        ...headers,
        ...{ 'x-original-uri': '/a/b?c=1', 'x-original-method': 'POST', 'x-real-ip': '127.0.0.1' },
        'x-request-id': answer.headers['x-request-id'],
      },
    });
    // Lines are written together, once a second.
    await until('it is in the log', () => /"path":"\/a\/b","route":"root"/.test(edge.accessLog()));
  });

  test.each([401, 403])('refuses with %i and the reason', async (status) => {
    const { edge, asked } = await asking({ status, headers: { 'www-authenticate': 'Bearer realm="shop"' } });
    const answer = await ask(edge.url);
    expect([answer.status, asked()]).toEqual([status, 0]);
    if (status === 401) expect(answer.headers['www-authenticate']).toBe('Bearer realm="shop"');
    expect(answer.all['x-frame-options']).toEqual(['SAMEORIGIN']);
  });

  test.each<Behaviour>([{ status: 500 }, { status: 404 }, { status: 302 }, { cut: 'before' }])(
    'lets nobody through when it is answered with %j',
    async (how) => {
      const { edge, asked } = await asking(how);
      const answer = await ask(edge.url);
      expect([answer.status, JSON.parse(answer.body), asked()]).toMatchObject([500, { error: { status: 500 } }, 0]);
    },
  );

  test('is not asked for a route that is for everybody', async () => {
    const { edge, auth } = await asking({ status: 401 });
    const before = auth.requests.length;
    expect((await ask(`${edge.url}/open/x`)).status).toBe(200);
    expect(auth.requests).toHaveLength(before);
    // Its own path is none of a client's.
    expect((await ask(`${edge.url}/_edge_auth`)).status).toBe(404);
  });

  test('is asked for each request, also where the answer was kept', async () => {
    const { edge, auth, asked } = await asking({ status: 204, body: '' }, { cache: { enabled: true } });
    await ask(`${edge.url}/x`);
    expect((await ask(`${edge.url}/x`)).headers['x-cache-status']).toBe('HIT');
    auth.behave({ status: 401 });
    expect([(await ask(`${edge.url}/x`)).status, asked()]).toEqual([401, 1]);
  });

  test('goes to the first of all services, for other hosts too', async () => {
    const { edge, auth } = await asking({ status: 401 });
    const before = auth.requests.length;
    expect((await ask(edge.url, { headers: { host: 'other.test' } })).status).toBe(401);
    expect(auth.requests).toHaveLength(before + 1);
  });

  test('is not asked for preflights', async () => {
    const { edge, auth } = await asking({ status: 401 }, { cors: { origins: ['https://shop.test'] } });
    const before = auth.requests.length;
    const headers = { origin: 'https://shop.test', 'access-control-request-method': 'PUT' };
    expect((await ask(edge.url, { method: 'OPTIONS', headers })).status).toBe(204);
    expect(auth.requests).toHaveLength(before);
    const refused = await ask(edge.url, { headers });
    expect([refused.status, refused.headers['access-control-allow-origin']]).toEqual([401, 'https://shop.test']);
  });
});
