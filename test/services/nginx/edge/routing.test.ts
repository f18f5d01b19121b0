import { get } from '../../request';
import { describeNginx } from '../describe';
import { startPods, whoAnswers } from '../pods';
import { ready } from './client';
import { startEdge } from './edge';

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
});
