import type { NginxEdgeProps } from '../../../../constructs';
import { get } from '../../request';
import { describeNginx } from '../describe';
import { startPods, whoAnswers } from '../pods';
import { ask, ready } from './client';
import { filesOf, startEdge, type TestRoute } from './edge';

jest.setTimeout(30_000);

describeNginx('routes of the edge', () => {
  test('lead each path to its service, and tell it who asks', async () => {
    const [[api], [web]] = await Promise.all([startPods('api'), startPods('web')]);
    const edge = await startEdge(
      {
        routes: [
          { path: '/api/', to: 'backend' },
          { path: '/', to: 'frontend' },
          { path: '/api/login', to: 'frontend', match: 'exact' },
        ],
      },
      { backend: [api], frontend: [web] },
    );
    await ready(edge.url);
    expect(await whoAnswers(`${edge.url}/api/x`, 1)).toEqual({ api: 1 });
    // Relative: nginx knows neither the port nor the scheme of the client.
    expect((await get(`${edge.url}/api`)).headers.location).toBe('/api/');
    expect(await whoAnswers(`${edge.url}/api/login`, 1)).toEqual({ web: 1 });
    expect(await whoAnswers(`${edge.url}/api/login/x`, 1)).toEqual({ api: 1 });
    const { headers } = await get(`${edge.url}/api/x`, {
      headers: { 'x-forwarded-for': '1.2.3.4', 'x-request-id': 'a b' },
    });
    const seen = api.requests.at(-1);
    expect(seen?.headers).toMatchObject({
      'x-forwarded-for': '127.0.0.1',
      'x-real-ip': '127.0.0.1',
      'x-forwarded-proto': 'http',
    });
    expect(headers['x-request-id']).toMatch(/^[0-9a-f]{32}$/);
    expect(seen?.headers['x-request-id']).toBe(headers['x-request-id']);
  });

  test('are for hosts of the edge, or for one of their own, and other names are not ours', async () => {
    const [[app], [admin]] = await Promise.all([startPods('app'), startPods('admin')]);
    const edge = await startEdge(
      {
        props: { hosts: ['shop.test', '*.shop.test'] },
        routes: [
          { path: '/', to: 'app' },
          { path: '/', to: 'admin', host: 'admin.test', name: 'admin' },
        ],
      },
      { app: [app], admin: [admin] },
    );
    const answerOf = async (host: string) => {
      const { status, headers } = await ask(edge.url, { headers: { host } });
      return headers['x-upstream'] ?? status;
    };
    await Promise.all(['shop.test', 'admin.test'].map((host) => ready(edge.url, { headers: { host } })));
    expect(await answerOf('SHOP.test:8080')).toBe('app');
    expect(await answerOf('de.shop.test')).toBe('app');
    expect(await answerOf('admin.test')).toBe('admin');
    for (const host of ['other.test', 'shop.test.other', 'xshop.test', '127.0.0.1']) {
      expect(await answerOf(host)).toBe(421);
    }
  });

  test('that are all for hosts of their own leave no name to chance', async () => {
    const [app] = await startPods('app');
    const edge = await startEdge({ routes: [{ path: '/', to: 'app', host: 'admin.test' }] }, { app: [app] });
    await ready(edge.url, { headers: { host: 'admin.test' } });
    expect((await ask(edge.url)).status).toBe(421);
  });

  test('come after files, and those after redirects', async () => {
    const [app] = await startPods('app');
    const files = { 'robots.txt': 'a', 'security.txt': 'b' };
    const redirects = { '/robots.txt': '/new', '/.well-known/security.txt': '/newer', '/': '/home' };
    const edge = await startEdge({ props: { files, redirects }, routes: [{ path: '/', to: 'app' }] }, { app: [app] });
    const found = [];
    for (const path of [...Object.keys(redirects), '/security.txt']) {
      const { status, headers } = await ask(`${edge.url}${path}`);
      found.push(headers.location ?? status);
    }
    expect(found).toEqual(['/new', '/newer', '/home', 200]);
  });
});

test.each<[string, NginxEdgeProps, Omit<TestRoute, 'to'>]>([
  ['a redirect', { redirects: { '/old': '/new' } }, { path: '/old', match: 'exact' }],
  ['a file', { files: { 'robots.txt': 'a' } }, { path: '/robots.txt', match: 'exact' }],
  ['hosts of all routes', { hosts: ['a.test', 'shop.test'] }, { path: '/', host: 'shop.test' }],
])('a route that overlaps with %s is refused', (_, props, route) => {
  expect(() => filesOf({ props, routes: [{ ...route, to: 'app' }] })).toThrow(/SCALE-EDGE-001/);
});
