import { until } from '../redis/cluster';
import { get } from '../request';
import { describeNginx } from './describe';
import { startNginx } from './nginx';
import { startPods, whoAnswers } from './pods';
import type { Upstream } from './upstream';

jest.setTimeout(30_000);

const balanced = (pods: readonly Upstream[], method: string) =>
  startNginx({
    conf: `
      events {}
      http {
        upstream pods {
          zone pods 256k;
          ${method}
          ${pods.map(({ address }) => `server ${address};`).join(' ')}
        }
        server { listen __PORT__; location / { proxy_pass http://pods; } }
      }`,
  });

describeNginx('an upstream of three', () => {
  test.each(['', 'least_conn;'])('gives each the same with "%s"', async (method) => {
    const pods = await startPods('a', 'b', 'c');
    const nginx = await balanced(pods, method);
    expect(await whoAnswers(nginx.url, 90)).toEqual({ a: 30, b: 30, c: 30 });
  });

  test.each(['random;', 'random two least_conn;'])('gives each about the same with "%s"', async (method) => {
    const pods = await startPods('a', 'b', 'c');
    const nginx = await balanced(pods, method);
    const found = await whoAnswers(nginx.url, 150);
    // Six standard deviations from 50, each: once in 10^8 runs.
    for (const name of ['a', 'b', 'c']) {
      expect(found[name]).toBeGreaterThan(15);
      expect(found[name]).toBeLessThan(85);
    }
  });

  test('spares the slow one with least_conn', async () => {
    const pods = await startPods('a', 'b', 'slow');
    pods[2].behave({ delayMs: 60_000 });
    const nginx = await balanced(pods, 'least_conn;');
    expect(await whoAnswers(nginx.url, 2)).toEqual({ a: 1, b: 1 });
    // Its turn; it has no answer before the end.
    const waiting = get(nginx.url).catch(() => undefined);
    await until('the slow one is asked', () => pods[2].requests.length > 0);
    expect(await whoAnswers(nginx.url, 20)).toEqual({ a: 10, b: 10 });
    await nginx.kill();
    await waiting;
  });

  test('sends who has a sticky cookie to the same one, and elsewhere once that is gone', async () => {
    const pods = await startPods('a', 'b', 'c');
    const nginx = await balanced(pods, 'sticky cookie pod path=/ httponly;');
    const first = await get(nginx.url);
    const name = String(first.headers['x-upstream']);
    const [set = ''] = first.headers['set-cookie'] ?? [];
    expect(set).toMatch(/^pod=[\da-f]{32}; httponly; path=\/$/);
    const cookie = { cookie: set.split(';', 1)[0] ?? '' };
    expect(await whoAnswers(nginx.url, 20, cookie)).toEqual({ [name]: 20 });
    expect(Object.keys(await whoAnswers(nginx.url, 20))).toHaveLength(3);

    await pods.find((each) => each.name === name)?.close();
    const after = await get(nginx.url, { headers: cookie });
    expect(after.status).toBe(200);
    expect(after.headers['x-upstream']).not.toBe(name);
    expect(after.headers['set-cookie']?.[0]).not.toBe(set);
  });

  test('tries another one when a connection is cut before an answer, and not for a POST', async () => {
    const pods = await startPods('a', 'b', 'c');
    pods[0].behave({ cut: 'before' });
    const nginx = await balanced(pods, '');
    const found = await whoAnswers(nginx.url, 6);
    expect(found['502']).toBeUndefined();
    expect(pods[0].requests.length).toBeGreaterThan(0);
    const posts = await balanced(pods, '');
    const statuses = await Promise.all(
      Array.from({ length: 3 }, async () => (await fetch(posts.url, { method: 'POST', body: 'x' })).status),
    );
    expect(statuses.sort()).toEqual([200, 200, 502]);
  });
});
