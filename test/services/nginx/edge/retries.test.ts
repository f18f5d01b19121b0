import { until } from '../../redis/cluster';
import { describeNginx } from '../describe';
import { startPods } from '../pods';
import type { Behaviour } from '../upstream';
import { ask, ready, type Question } from './client';
import { startEdge, type TestRoute } from './edge';

jest.setTimeout(30_000);

const two = async (policy: TestRoute['policy'] = {}, balancing: object = {}) => {
  const pods = await startPods('a', 'b');
  // Each in turn, and none is left out.
  const props = { workers: 1, balancing: { algorithm: 'round_robin', maxFails: 0, ...balancing } } as const;
  const edge = await startEdge({ props, routes: [{ path: '/', to: 'app', policy }] }, { app: pods });
  await ready(edge.url);
  const from = pods.map(({ requests }) => requests.length);
  const times = async (count: number, question: Question = {}) => {
    const found: (number | undefined)[] = [];
    for (let index = 0; index < count; index += 1) found.push((await ask(edge.url, question)).status);
    return found.sort();
  };
  const asked = () => pods.map(({ requests }, index) => requests.length - (from[index] ?? 0));
  return { pods, edge, times, asked };
};

describeNginx('a request that fails at one pod', () => {
  test.each<[string, Behaviour | 'gone']>([
    ['refuses connections', 'gone'],
    ['closes the connection', { cut: 'before' }],
    ['answers 503', { status: 503 }],
    ['answers 502', { status: 502 }],
    ['answers 504', { status: 504 }],
  ])('is tried at another, when the first %s', async (_, how) => {
    const { pods, times, asked } = await two();
    if (how === 'gone') await pods[0].close();
    else pods[0].behave(how);
    expect(await times(6)).toEqual([200, 200, 200, 200, 200, 200]);
    expect(asked()[1]).toBe(6);
  });

  test('is tried at another when the first takes too long', async () => {
    const { pods, times } = await two({ timeouts: { readSeconds: 1 } });
    pods[0].behave({ delayMs: 60_000 });
    expect(await times(2)).toEqual([200, 200]);
  });

  test('is not tried again for errors that another would have too', async () => {
    const { pods, times, asked } = await two();
    for (const pod of pods) pod.behave({ status: 500 });
    expect(await times(2)).toEqual([500, 500]);
    expect(asked()).toEqual([1, 1]);
  });

  test.each(['POST', 'PATCH'])('is not tried again once it was sent, as a %s', async (method) => {
    const { pods, times, asked } = await two();
    pods[0].behave({ cut: 'before' });
    expect(await times(4, { method, body: 'x' })).toEqual([200, 200, 502, 502]);
    expect(asked()).toEqual([2, 2]);
  });

  test('is tried again as a POST that was not sent, with its body', async () => {
    const { pods, times } = await two();
    await pods[0].close();
    expect(await times(4, { method: 'POST', body: 'hello' })).toEqual([200, 200, 200, 200]);
    expect(pods[1].requests.slice(-4).map(({ bytes }) => bytes)).toEqual([5, 5, 5, 5]);
  });

  test.each(['PUT', 'DELETE'])('is tried again as a %s, which may come twice', async (method) => {
    const { pods, times } = await two();
    pods[0].behave({ cut: 'before' });
    expect(await times(4, { method, body: 'x' })).toEqual([200, 200, 200, 200]);
  });

  test('is in the log by the path that was asked for, without its query, and not by that of the page that tells of it', async () => {
    const { pods, edge } = await two();
    for (const pod of pods) pod.behave({ cut: 'before' });
    expect((await ask(`${edge.url}/a%20b/c?token=secret`)).status).toBe(502);
    // Lines are written together, once a second.
    await until('it is in the log', () => /"path":"\/a%20b\/c"[^\n]*"status":"502"/.test(edge.accessLog()));
    expect(edge.accessLog()).not.toContain('secret');
  });

  test('is not tried again with a single attempt', async () => {
    const { pods, times } = await two({ retries: { attempts: 1 } });
    pods[0].behave({ cut: 'before' });
    expect(await times(4)).toEqual([200, 200, 502, 502]);
  });

  test('is tried no more than it may be', async () => {
    const { pods, times, asked } = await two({ retries: { attempts: 2 } });
    for (const pod of pods) pod.behave({ cut: 'before' });
    expect(await times(3)).toEqual([502, 502, 502]);
    expect(asked()).toEqual([3, 3]);
  });
});

describeNginx('a pod that fails again and again', () => {
  test('is left out for a while', async () => {
    const { pods, times, asked } = await two({}, { maxFails: 2, failTimeoutSeconds: 60 });
    pods[0].behave({ cut: 'before' });
    await times(20);
    expect(asked()).toEqual([2, 20]);
  });

  test('is asked all the same when it is alone', async () => {
    const [app] = await startPods('app');
    const props = { balancing: { maxFails: 1, failTimeoutSeconds: 60 } };
    const edge = await startEdge({ props, routes: [{ path: '/', to: 'app' }] }, { app: [app] });
    await ready(edge.url);
    app.behave({ cut: 'before' });
    expect((await ask(edge.url)).status).toBe(502);
    app.behave({});
    expect((await ask(edge.url)).status).toBe(200);
  });
});

describeNginx('a service that is at its limit', () => {
  test('is spared with 502 at once, and asked again once it has answered', async () => {
    const { pods, edge, asked } = await two({}, { maxConnections: 1 });
    for (const pod of pods) pod.behave(({ url }) => ({ delayMs: url === '/slow' ? 60_000 : 0 }));
    const slow = [1, 2].map(() => ask(`${edge.url}/slow`).catch(() => undefined));
    await until('both have one under way', () => asked().join() === '1,1');
    expect((await ask(edge.url)).status).toBe(502);
    expect(asked()).toEqual([1, 1]);
    await pods[0].close();
    await pods[1].close();
    await Promise.all(slow);
  });

  test('answers again once there is room', async () => {
    const { pods, edge, asked } = await two({}, { maxConnections: 1 });
    for (const pod of pods) pod.behave(({ url }) => ({ delayMs: url === '/slow' ? 500 : 0 }));
    const slow = [1, 2].map(() => ask(`${edge.url}/slow`));
    await until('both have one under way', () => asked().join() === '1,1');
    await until('there is room', async () => (await ask(edge.url)).status === 200);
    expect((await Promise.all(slow)).map(({ status }) => status)).toEqual([200, 200]);
  });
});
