import { describeNginx } from '../describe';
import { startPods } from '../pods';
import { ask, ready, type Heard } from './client';
import { startEdge, type TestRoute } from './edge';

jest.setTimeout(30_000);

const SHOP = 'https://shop.test';

const sharing = async (cors: NonNullable<TestRoute['policy']>['cors'], more: TestRoute['policy'] = {}) => {
  const [app] = await startPods('app');
  app.behave({ headers: { 'access-control-allow-origin': '*', 'access-control-allow-credentials': 'own' } });
  const routes: TestRoute[] = [
    { path: '/', to: 'app', policy: { cors, ...more } },
    { path: '/own/', to: 'app' },
    { path: '/other/', to: 'app', policy: { cors: { origins: ['http://localhost:3000'], credentials: true } } },
  ];
  const edge = await startEdge({ routes }, { app: [app] });
  await ready(edge.url);
  return { app, edge };
};
const said = ({ all }: Heard) =>
  Object.fromEntries(Object.entries(all).filter(([name]) => name.startsWith('access-control-')));
const preflight = (origin: string) => ({
  method: 'OPTIONS',
  headers: {
    ...{ origin, 'access-control-request-method': 'PUT' },
    'access-control-request-headers': 'content-type,x-a',
  },
});

describeNginx('pages of other origins', () => {
  test.each([SHOP, 'https://admin.shop.test:8443'])('may read answers when they are of %s', async (origin) => {
    // One of them twice: no harm.
    const { edge } = await sharing({ origins: [SHOP, SHOP, 'https://admin.shop.test:8443'] });
    const answer = await ask(edge.url, { headers: { origin } });
    expect(said(answer)).toEqual({ 'access-control-allow-origin': [origin] });
    expect(answer.all['vary']).toContain('Origin');
    expect(answer.status).toBe(200);
  });

  test.each(['https://evil.test', 'https://shop.test.evil.test', 'https://shopxtest', 'http://shop.test', 'null'])(
    'may not read them when they are of %s',
    async (origin) => {
      const { app, edge } = await sharing({ origins: [SHOP] });
      const answer = await ask(edge.url, { headers: { origin } });
      expect([said(answer), answer.all['vary']]).toEqual([{}, ['Origin']]);
      const before = app.requests.length;
      expect(said(await ask(edge.url, preflight(origin)))).toEqual({});
      // It is the app's to answer then.
      expect(app.requests).toHaveLength(before + 1);
    },
  );

  test('may send cookies where that is allowed', async () => {
    const { edge } = await sharing({ origins: [SHOP], credentials: true });
    expect(said(await ask(edge.url, { headers: { origin: SHOP } }))).toEqual({
      'access-control-allow-origin': [SHOP],
      'access-control-allow-credentials': ['true'],
    });
    expect(said(await ask(edge.url, { headers: { origin: 'https://evil.test' } }))).toEqual({});
  });

  test('are answered by the edge when they ask first', async () => {
    const { app, edge } = await sharing({ origins: [SHOP], credentials: true });
    const before = app.requests.length;
    const answer = await ask(edge.url, preflight(SHOP));
    expect(answer.status).toBe(204);
    expect(said(answer)).toEqual({
      'access-control-allow-origin': [SHOP],
      'access-control-allow-credentials': ['true'],
      'access-control-allow-methods': ['GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS'],
      'access-control-allow-headers': ['content-type,x-a'],
      'access-control-max-age': ['7200'],
    });
    expect(app.requests).toHaveLength(before);
  });

  test('are told the same by a route with headers of its own, and by the pages of the edge', async () => {
    const { app, edge } = await sharing({ origins: [SHOP] }, { headers: { 'X-Frame-Options': 'DENY' } });
    const headers = { origin: SHOP };
    for (const question of [{ headers }, preflight(SHOP)]) {
      const answer = await ask(edge.url, question);
      expect(said(answer)).toMatchObject({ 'access-control-allow-origin': [SHOP] });
      expect([answer.all['x-frame-options'], answer.all['vary']]).toEqual([['DENY'], ['Origin']]);
    }
    await app.close();
    const problem = await ask(edge.url, { headers });
    expect([problem.status, said(problem)]).toEqual([502, { 'access-control-allow-origin': [SHOP] }]);
  });

  test('are the business of the app where a route says nothing', async () => {
    const { edge } = await sharing({ origins: [SHOP] });
    const answer = await ask(`${edge.url}/own/`, { headers: { origin: SHOP } });
    expect(said(answer)).toEqual({
      'access-control-allow-origin': ['*'],
      'access-control-allow-credentials': ['own'],
    });
  });

  test('are those of each route', async () => {
    const { edge } = await sharing({ origins: [SHOP] });
    expect(said(await ask(`${edge.url}/other/`, { headers: { origin: SHOP } }))).toEqual({});
    expect(said(await ask(`${edge.url}/other/`, { headers: { origin: 'http://localhost:3000' } }))).toEqual({
      'access-control-allow-origin': ['http://localhost:3000'],
      'access-control-allow-credentials': ['true'],
    });
  });
});
