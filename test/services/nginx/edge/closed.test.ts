import type { NginxEdgeProps } from '../../../../constructs';
import { describeNginx } from '../describe';
import { startPods } from '../pods';
import { ask, ready, type Question } from './client';
import { startEdge } from './edge';

jest.setTimeout(30_000);

const closed = async (maintenance: NginxEdgeProps['maintenance'], more: NginxEdgeProps = {}) => {
  const [app] = await startPods('app');
  const props = {
    realIp: { from: ['127.0.0.1'] },
    ...more,
    maintenance: { allowFrom: ['10.1.0.0/16'], ...maintenance },
  };
  const edge = await startEdge({ props, routes: [{ path: '/', to: 'app' }] }, { app: [app] });
  const allowed = { 'x-forwarded-for': '10.1.2.3' };
  await ready(edge.url, { headers: allowed });
  const before = app.requests.length;
  return { app, edge, allowed, asked: () => app.requests.length - before };
};
const METHODS = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'];

describeNginx('an edge that is closed', () => {
  test('answers every request with the page and when to come again', async () => {
    const { edge, asked } = await closed({ enabled: true, retrySeconds: 77 });
    for (const method of METHODS) {
      const { status, all, body } = await ask(edge.url, { method });
      expect([method, status, all['retry-after'], all['x-frame-options']]).toEqual([
        method,
        503,
        ['77'],
        ['SAMEORIGIN'],
      ]);
      if (method !== 'HEAD') expect(body).toContain('Back soon');
    }
    expect(asked()).toBe(0);
  });

  test('lets some networks through, by the address of the client', async () => {
    const { edge, allowed, asked } = await closed({ enabled: true });
    const answers = await Promise.all([
      ask(edge.url, { headers: allowed }),
      ask(edge.url, { headers: allowed, method: 'POST', body: 'x' }),
      ask(edge.url, { headers: allowed, from: '127.0.0.9' }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 503]);
    expect(asked()).toBe(2);
  });

  test('refuses writers alone where it is read only', async () => {
    const { edge, allowed } = await closed({ readOnly: true });
    const statuses = async (question: Question = {}) => {
      const found: Record<string, number | undefined> = {};
      for (const method of METHODS) found[method] = (await ask(edge.url, { method, ...question })).status;
      return found;
    };
    const writers = { POST: 503, PUT: 503, PATCH: 503, DELETE: 503 };
    expect(await statuses()).toEqual({ GET: 200, HEAD: 200, OPTIONS: 200, ...writers });
    expect(Object.values(await statuses({ headers: allowed }))).toEqual(METHODS.map(() => 200));
    const { all, body } = await ask(edge.url, { method: 'POST', headers: { accept: 'application/json' } });
    expect(all['retry-after']).toEqual(['300']);
    expect(JSON.parse(body)).toMatchObject({ error: { status: 503 } });
  });

  test("keeps an app's own 503", async () => {
    const { app, edge, allowed } = await closed({ enabled: true });
    app.behave({ status: 503, body: 'mine', headers: { 'retry-after': '5' } });
    const { status, all, body } = await ask(edge.url, { headers: allowed });
    expect([status, all['retry-after'], body]).toEqual([503, ['5'], 'mine']);
  });

  test('has pages of its user instead of its own', async () => {
    const files = {
      'maintenance.html': 'Closed: <!--# echo var="status" -->',
      'problem.html': 'Sorry: <!--# echo var="status" -->',
      'robots.txt': 'User-agent: *',
    };
    const { app, edge, allowed } = await closed({ enabled: true }, { files });
    const page = await ask(edge.url, { headers: { accept: 'application/json' } });
    expect([page.status, page.headers['content-type'], page.body]).toEqual([503, 'text/html', 'Closed: 503']);
    // What is no service is there all the same.
    expect((await ask(`${edge.url}/robots.txt`)).status).toBe(200);
    await app.close();
    const problem = await ask(edge.url, { headers: { ...allowed, accept: 'text/html' } });
    expect([problem.status, problem.body]).toEqual([502, 'Sorry: 502']);
    const json = await ask(edge.url, { headers: { ...allowed, accept: 'application/json' } });
    expect(JSON.parse(json.body)).toMatchObject({ error: { status: 502 } });
  });
});

describeNginx('what the edge answers itself', () => {
  test('are files and redirects, whatever the routes are', async () => {
    const [app] = await startPods('app');
    const files = { 'robots.txt': 'User-agent: *\n', 'security.txt': 'Contact: mailto:a@b.test\n', 'app.json': '{}' };
    const redirects = { '/old': '/new?a=1', '/away': 'https://other.test/x' };
    const edge = await startEdge({ props: { files, redirects }, routes: [{ path: '/', to: 'app' }] }, { app: [app] });
    await ready(edge.url);
    const before = app.requests.length;
    const found: unknown[] = [];
    for (const path of ['/robots.txt', '/security.txt', '/.well-known/security.txt', '/app.json']) {
      const { status, headers, body } = await ask(`${edge.url}${path}`);
      found.push([status, headers['content-type'], body]);
    }
    const security = [200, 'text/plain', files['security.txt']];
    expect(found).toEqual([
      [200, 'text/plain', 'User-agent: *\n'],
      security,
      security,
      [200, 'application/json', '{}'],
    ]);
    for (const [path, location] of Object.entries(redirects)) {
      const answer = await ask(`${edge.url}${path}`);
      expect([answer.status, answer.headers.location]).toEqual([301, location]);
    }
    expect(app.requests).toHaveLength(before);
    expect((await ask(`${edge.url}/oldest`)).status).toBe(200);
  });
});
