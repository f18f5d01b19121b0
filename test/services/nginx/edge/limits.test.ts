import type { NginxEdgeProps } from '../../../../constructs';
import { until } from '../../redis/cluster';
import { describeNginx } from '../describe';
import { startPods } from '../pods';
import { ask, ready, type Question } from './client';
import { filesOf, startEdge, type TestRoute } from './edge';

jest.setTimeout(30_000);

/** One pod, so that a limit is whole. */
const ALONE = { replicas: 1, autoscaling: { enabled: false } } as const;

const limited = async (policy: TestRoute['policy'], props: NginxEdgeProps = ALONE) => {
  const [app] = await startPods('app');
  const routes: TestRoute[] = [
    { path: '/', to: 'app', policy },
    { path: '/free/', to: 'app' },
  ];
  const edge = await startEdge({ props, routes }, { app: [app] });
  await ready(`${edge.url}/free/`);
  const many = async (times: number, question?: Question) => {
    const answers = [];
    for (let index = 0; index < times; index += 1) answers.push(await ask(edge.url, question));
    return answers;
  };
  return { app, edge, many };
};
const statusesOf = (answers: readonly { readonly status: number | undefined }[]) => answers.map(({ status }) => status);

describeNginx('a limit of requests at the edge', () => {
  const login = { rateLimit: { requests: 5, per: 'minute', burst: 3 } } as const;

  test('lets the first and the burst through, and says when to come again', async () => {
    const { app, many } = await limited(login);
    const answers = await many(6);
    expect(statusesOf(answers)).toEqual([200, 200, 200, 200, 429, 429]);
    expect(answers.map(({ headers }) => headers['retry-after'])).toEqual([...new Array<undefined>(4), '12', '12']);
    // One of them was to the free route.
    expect(app.requests.filter(({ url }) => url === '/')).toHaveLength(4);
  });

  test('is for each client, and for each route', async () => {
    const { edge, many } = await limited(login);
    await many(5);
    expect(statusesOf(await many(5, { from: '127.0.0.9' }))).toEqual([200, 200, 200, 200, 429]);
    expect((await ask(`${edge.url}/free/`)).status).toBe(200);
  });

  test('takes none at once without a burst', async () => {
    const { many } = await limited({ rateLimit: { requests: 5, per: 'minute', burst: 0 } });
    expect(statusesOf(await many(3))).toEqual([200, 429, 429]);
  });

  test('answers with a page to who wants one, and with JSON to all others', async () => {
    const { many } = await limited({ rateLimit: { requests: 1, per: 'minute', burst: 0 } });
    const accept = 'text/html,application/xhtml+xml,*/*;q=0.8';
    const [, page] = await many(2, { headers: { accept } });
    expect(page?.headers['content-type']).toBe('text/html');
    expect(page?.body).toContain('This did not work (429)');
    expect(page?.body).toContain(`Request ${String(page?.headers['x-request-id'])}`);
    const [json] = await many(1);
    expect(json?.headers['content-type']).toBe('application/json');
    expect(JSON.parse(json?.body ?? '')).toEqual({
      error: { status: 429, request_id: json?.headers['x-request-id'] },
    });
    const [posted] = await many(1, { method: 'POST', body: 'x' });
    expect([posted?.status, posted?.headers['content-type']]).toEqual([429, 'application/json']);
  });

  test('keeps what an app says of its own limit', async () => {
    const { app, many } = await limited({ rateLimit: { requests: 100 } });
    app.behave({ status: 429, headers: { 'retry-after': '7' }, body: 'mine' });
    const [answer] = await many(1);
    expect([answer?.status, answer?.all['retry-after'], answer?.body]).toEqual([429, ['7'], 'mine']);
  });

  test.each<[what: string, props: NginxEdgeProps, rate: string, retry: string]>([
    ['one pod', ALONE, '6r/m', '10'],
    ['replicas, without autoscaling', { replicas: 3, autoscaling: { enabled: false } }, '2r/m', '30'],
    ['the least pods of autoscaling', { replicas: 1, autoscaling: { min: 2, max: 9 } }, '3r/m', '20'],
    ['what does not divide', { autoscaling: { min: 4, max: 9 } }, '1r/m', '60'],
  ])('is divided among pods: %s', (_, props, rate, retry) => {
    const policy = { rateLimit: { requests: 6, per: 'minute', burst: 1 } } as const;
    const conf = filesOf({ props, routes: [{ path: '/', to: 'app', policy }] }).own['nginx.conf'] ?? '';
    expect(/zone=rate_root:10m rate=(.*);/.exec(conf)?.[1]).toBe(rate);
    expect(/"root:429:" (.*);/.exec(conf)?.[1]).toBe(retry);
  });

  test('lets through again once the time is over', async () => {
    const { edge, many } = await limited({ rateLimit: { requests: 1, per: 'second', burst: 0 } });
    const answers = await many(2);
    expect(statusesOf(answers)).toEqual([200, 429]);
    expect(answers[1]?.headers['retry-after']).toBe('1');
    await until('it is let through', async () => (await ask(edge.url)).status === 200, 5000);
  });
});

describeNginx('a limit of requests under way at the edge', () => {
  test('is of one client, ends with them, and says when to come again', async () => {
    const { app, edge } = await limited({ connections: 2 });
    app.behave(({ url }) => ({ delayMs: url === '/slow' ? 60_000 : 0 }));
    const open = [1, 2].map(() => ask(`${edge.url}/slow`).catch(() => undefined));
    await until('both are under way', () => app.requests.filter(({ url }) => url === '/slow').length === 2);
    const over = await ask(edge.url);
    expect([over.status, over.headers['retry-after']]).toEqual([429, '1']);
    expect((await ask(edge.url, { from: '127.0.0.9' })).status).toBe(200);
    await app.close();
    await Promise.all(open);
    await until('it counts them no more', async () => (await ask(edge.url)).status === 502);
  });
});
