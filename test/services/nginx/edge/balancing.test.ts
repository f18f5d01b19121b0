import type { NginxEdgeProps } from '../../../../constructs';
import { until } from '../../redis/cluster';
import { get } from '../../request';
import { describeNginx } from '../describe';
import { startPods, whoAnswers } from '../pods';
import { ask } from './client';
import { startEdge, type RunningEdge, type TestRoute } from './edge';

jest.setTimeout(30_000);

type Algorithm = NonNullable<NonNullable<NginxEdgeProps['balancing']>['algorithm']>;

const three = async (algorithm: Algorithm, policy: TestRoute['policy'] = {}) => {
  const pods = await startPods('a', 'b', 'c');
  // One worker: round robin starts anew in each.
  const props = { balancing: { algorithm }, workers: 1 } as const;
  const edge = await startEdge({ props, routes: [{ path: '/', to: 'app', policy }] }, { app: pods });
  await until('a pod is known', async () => (await get(edge.url)).status === 200);
  return { pods, edge };
};

/** With `validSeconds: 1` a change is seen after one to two seconds; the rest is for a busy machine. */
const SOON = 10_000;
const answering = async ({ url }: RunningEdge) => Object.keys(await whoAnswers(url, 8)).sort();

describeNginx('requests that the edge spreads over pods', () => {
  test.each<Algorithm>(['least_conn', 'round_robin'])('come to each alike with %s', async (algorithm) => {
    const { edge } = await three(algorithm);
    expect(await whoAnswers(edge.url, 60)).toEqual({ a: 20, b: 20, c: 20 });
  });

  test('come to each about alike with random', async () => {
    const { edge } = await three('random');
    const found = await whoAnswers(edge.url, 150);
    // Six standard deviations from 50, each: once in 10^8 runs.
    for (const name of ['a', 'b', 'c']) expect(Math.abs((found[name] ?? 0) - 50)).toBeLessThan(35);
  });

  test('go past a pod that has one under way with least_conn', async () => {
    const { pods, edge } = await three('least_conn');
    pods[0].behave(({ url }) => ({ delayMs: url === '/slow' ? 60_000 : 0 }));
    const waiting = [1, 2, 3].map(() => get(`${edge.url}/slow`).catch(() => undefined));
    await until('it is asked', () => pods[0].requests.some(({ url }) => url === '/slow'));
    await until('the others are not', async () => Object.keys(await whoAnswers(edge.url, 8)).length === 2);
    expect(await whoAnswers(edge.url, 20)).toEqual({ b: 10, c: 10 });
    await edge.kill();
    await Promise.all(waiting);
  });

  test('of one path come to the same pod with path_hash', async () => {
    const { edge } = await three('path_hash');
    const pods = new Set<string | undefined>();
    for (let path = 0; path < 30; path += 1) {
      const found = Object.keys(await whoAnswers(`${edge.url}/${path}`, 3));
      expect(found).toHaveLength(1);
      pods.add(found[0]);
    }
    expect(pods.size).toBe(3);
  });

  test.each<[string, Algorithm, TestRoute['policy']]>([
    ['ip_hash', 'ip_hash', {}],
    ['affinity by address', 'least_conn', { affinity: 'address' }],
  ])('of one network come to the same pod with %s', async (_, algorithm, policy) => {
    const { edge } = await three(algorithm, policy);
    const podOf = async (from: string) => (await ask(edge.url, { from })).headers['x-upstream'];
    const pods = new Set<unknown>();
    for (let network = 0; network < 30; network += 1) {
      const pod = await podOf(`127.${network}.7.1`);
      expect(await podOf(`127.${network}.7.200`)).toBe(pod);
      pods.add(pod);
    }
    expect(pods.size).toBe(3);
  });
});

describeNginx('a client that stays with its pod by a cookie', () => {
  test('goes to another one when that is gone, and stays there', async () => {
    const { pods, edge } = await three('least_conn', { affinity: 'cookie' });
    const first = await ask(edge.url);
    const name = String(first.headers['x-upstream']);
    const [set = ''] = first.all['set-cookie'] ?? [];
    expect(set).toMatch(/^edge_root=[\da-f]{32}; httponly; samesite=lax; path=\/$/);
    const cookie = set.split(';', 1)[0] ?? '';
    expect(await whoAnswers(edge.url, 20, { cookie })).toEqual({ [name]: 20 });
    expect(Object.keys(await whoAnswers(edge.url, 20))).toHaveLength(3);

    await pods.find((pod) => pod.name === name)?.close();
    const after = await ask(edge.url, { headers: { cookie } });
    expect([after.status, after.headers['x-upstream'] === name]).toEqual([200, false]);
    const other = after.all['set-cookie']?.[0]?.split(';', 1)[0] ?? '';
    const found = await whoAnswers(edge.url, 10, { cookie: other });
    expect(found).toEqual({ [String(after.headers['x-upstream'])]: 10 });
  });

  test('has a cookie that goes over https alone, where there is https', async () => {
    const pods = await startPods('a');
    const edge = await startEdge(
      { props: { tls: { at: 'edge' } }, routes: [{ path: '/', to: 'app', policy: { affinity: 'cookie' } }] },
      { app: pods },
    );
    await until('a pod is known', async () => (await ask(edge.httpsUrl)).status === 200);
    expect((await ask(edge.httpsUrl)).all['set-cookie']?.[0]).toMatch(/; secure/i);
  });
});

describeNginx('pods behind the edge', () => {
  test.each<[string, TestRoute['policy']]>([
    ['', {}],
    [' that clients stay with', { affinity: 'cookie' }],
  ])('come and go without a reload%s', async (_, policy) => {
    const [a, b, c] = await startPods('a', 'b', 'c');
    const edge = await startEdge({ routes: [{ path: '/', to: 'app', policy }] }, { app: [a] });
    await until('the first one answers', async () => (await answering(edge)).join('') === 'a', SOON);
    const workers = edge.workers();

    edge.pods('app', a, b, c);
    await until('the new ones answer', async () => (await answering(edge)).join('') === 'abc', SOON);

    edge.pods('app', b);
    await until('the others are asked no more', async () => (await answering(edge)).join('') === 'b', SOON);
    const before = a.requests.length + c.requests.length;
    expect(await whoAnswers(edge.url, 30)).toEqual({ b: 30 });
    expect(a.requests.length + c.requests.length).toBe(before);
    expect(edge.workers()).toEqual(workers);
  });

  test('may be none: 502 until there is one, and again once all are gone', async () => {
    const [a] = await startPods('a');
    const edge = await startEdge({ routes: [{ path: '/', to: 'app' }] }, { app: [a] });
    const name = 'app-headless.shop.svc.test';
    edge.dns.remove(name);
    await until('there is none', async () => (await answering(edge)).join('') === '502', SOON);
    const { status, body } = await get(edge.url);
    expect([status, JSON.parse(body)]).toMatchObject([502, { error: { status: 502 } }]);
    edge.pods('app', a);
    await until('it heals', async () => (await answering(edge)).join('') === 'a', SOON);
  });
});
