import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../../redis/cluster';
import { describeNginx } from '../describe';
import { startPods } from '../pods';
import type { Behaviour } from '../upstream';
import { ask, ready, type Question } from './client';
import { startEdge, type TestRoute } from './edge';

jest.setTimeout(30_000);

const cached = async (cache: NonNullable<TestRoute['policy']>['cache'] = {}, more: TestRoute['policy'] = {}) => {
  const [app] = await startPods('app');
  const policy = { ...more, cache: { enabled: true, ...cache } };
  const routes: TestRoute[] = [
    { path: '/', to: 'app', policy },
    { path: '/free/', to: 'app' },
  ];
  const edge = await startEdge({ routes }, { app: [app] });
  await ready(`${edge.url}/free/`);
  const seen = () => app.requests.filter(({ url }) => url !== '/free/');
  const get = async (path: string, question: Question = {}) => {
    const { status, headers, body } = await ask(`${edge.url}${path}`, question);
    return [status, headers['x-cache-status'], body];
  };
  return { app, edge, seen, get };
};
const says = (body: string, how: Behaviour = {}): Behaviour => ({ body, ...how });
const soon = { headers: { 'x-accel-expires': '1' } };

describeNginx('kept answers of the edge', () => {
  test('are sent to all, by host and path with its query', async () => {
    const { app, seen, get } = await cached();
    app.behave(says('first'));
    expect(await get('/a')).toEqual([200, 'MISS', 'first']);
    app.behave(says('second'));
    expect(await get('/a')).toEqual([200, 'HIT', 'first']);
    expect(await get('/a', { from: '127.0.0.9' })).toEqual([200, 'HIT', 'first']);
    expect(await get('/a?b=1')).toEqual([200, 'MISS', 'second']);
    expect(await get('/a?b=2')).toEqual([200, 'MISS', 'second']);
    expect(await get('/a', { headers: { host: 'other.test' } })).toEqual([200, 'MISS', 'second']);
    expect(await get('/A')).toEqual([200, 'MISS', 'second']);
    expect(await get('/a', { method: 'HEAD' })).toEqual([200, 'HIT', '']);
    expect(seen()).toHaveLength(5);
  });

  test('are those to GET and HEAD alone', async () => {
    const { seen, get } = await cached();
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      await get('/a', { method });
      await get('/a', { method });
    }
    expect(seen()).toHaveLength(8);
    expect((await get('/a'))[1]).toBe('MISS');
  });

  test.each<[string, Record<string, string>]>([
    ['a cookie', { cookie: 'a=1' }],
    ['a cookie that is 0', { cookie: '0' }],
    ['Authorization', { authorization: 'Bearer x' }],
    ['Authorization that is 0', { authorization: '0' }],
    ['both', { cookie: 'a=1', authorization: 'Bearer x' }],
  ])('are neither sent to nor made by a request with %s', async (_, headers) => {
    const { app, seen, get } = await cached();
    app.behave(says('mine'));
    expect(await get('/a', { headers })).toEqual([200, 'BYPASS', 'mine']);
    app.behave(says('all'));
    expect(await get('/a')).toEqual([200, 'MISS', 'all']);
    app.behave(says('mine again'));
    expect(await get('/a', { headers })).toEqual([200, 'BYPASS', 'mine again']);
    expect(await get('/a')).toEqual([200, 'HIT', 'all']);
    expect(seen()[0]?.headers).toMatchObject(headers);
  });

  test('are sent to everybody where the app does not see who asks', async () => {
    const { app, seen, get } = await cached({ credentials: 'strip' });
    app.behave(says('same'));
    const headers = { cookie: 'a=1', authorization: 'Bearer x' };
    expect(await get('/a', { headers })).toEqual([200, 'MISS', 'same']);
    expect(await get('/a', { headers: { cookie: 'b=2' } })).toEqual([200, 'HIT', 'same']);
    expect(await get('/a')).toEqual([200, 'HIT', 'same']);
    expect(seen()).toHaveLength(1);
    expect(seen()[0]?.headers).not.toHaveProperty('cookie');
    expect(seen()[0]?.headers).not.toHaveProperty('authorization');
    // Neither with what is not kept.
    await get('/a', { headers, method: 'POST' });
    expect(seen()[1]?.headers).not.toHaveProperty('cookie');
  });

  test.each<[string, Behaviour]>([
    ['set a cookie', { headers: { 'set-cookie': 'a=1', 'cache-control': 'max-age=60' } }],
    ['are private', { headers: { 'cache-control': 'private, max-age=60' } }],
    ['are not to be stored', { headers: { 'cache-control': 'no-store' } }],
    ['are to be asked for again', { headers: { 'cache-control': 'no-cache' } }],
    ['are over', { headers: { expires: 'Thu, 01 Jan 1970 00:00:00 GMT' } }],
    ['differ by anything', { headers: { vary: '*' } }],
    ['are errors', { status: 404 }],
    ['are temporary', { status: 302, headers: { location: '/x' } }],
  ])('are none that %s', async (_, how) => {
    const { app, seen, get } = await cached();
    app.behave(how);
    expect((await get('/a'))[1]).toBe('MISS');
    expect((await get('/a'))[1]).toBe('MISS');
    expect(seen()).toHaveLength(2);
  });

  test('differ as the app says that they do', async () => {
    const { app, get } = await cached();
    app.behave(({ headers }) => says(String(headers['accept-language']), { headers: { vary: 'Accept-Language' } }));
    const of = (language: string) => get('/a', { headers: { 'accept-language': language } });
    expect(await of('de')).toEqual([200, 'MISS', 'de']);
    expect(await of('fr')).toEqual([200, 'MISS', 'fr']);
    expect(await of('de')).toEqual([200, 'HIT', 'de']);
  });

  test('are sent when they are over and the app fails or is gone', async () => {
    const { app, get } = await cached();
    app.behave(says('old', soon));
    await get('/a');
    app.behave({ status: 500, body: 'broken' });
    await until('it is over', async () => (await get('/a'))[1] !== 'HIT');
    expect(await get('/a')).toEqual([200, expect.stringMatching(/STALE|UPDATING/), 'old']);
    await app.close();
    expect(await get('/a')).toEqual([200, expect.stringMatching(/STALE|UPDATING/), 'old']);
  });

  test('are sent while one request renews them behind', async () => {
    const { app, seen, get } = await cached();
    app.behave(says('old', soon));
    await get('/a');
    app.behave(says('new', { delayMs: 500, headers: { 'cache-control': 'max-age=60' } }));
    // It may be over only now: `old` comes at once all the same.
    await until('it is renewed', async () => {
      const [status, , body] = await get('/a');
      expect([status, seen().length <= 2]).toEqual([200, true]);
      return body === 'new';
    });
    expect(seen()).toHaveLength(2);
  });

  test('are made by one request, however many come at once', async () => {
    const { app, seen, get } = await cached();
    app.behave(says('one', { delayMs: 300 }));
    const answers = await Promise.all(Array.from({ length: 50 }, () => get('/a')));
    expect(answers.map(([status, , body]) => [status, body])).toEqual(new Array(50).fill([200, 'one']));
    expect(seen()).toHaveLength(1);
  });

  test('are asked for with what the app knows them by, once they are over', async () => {
    const { app, seen, get } = await cached();
    app.behave(({ headers }) =>
      headers['if-none-match'] === '"1"'
        ? { status: 304, body: '', headers: { 'x-accel-expires': '60', etag: '"1"' } }
        : says('same', { headers: { ...soon.headers, etag: '"1"' } }),
    );
    await get('/a');
    await until('it was asked for', async () => {
      await sleep(50);
      expect((await get('/a'))[2]).toBe('same');
      return seen().length === 2;
    });
    expect(seen()[1]?.headers['if-none-match']).toBe('"1"');
  });

  test('are of one version of a service alone, where there are two', async () => {
    const [stable] = await startPods('stable');
    const [canary] = await startPods('canary');
    const routes: TestRoute[] = [
      { path: '/', to: 'app', canary: 'app-canary', policy: { canaryPercent: 50, cache: { enabled: true } } },
    ];
    const edge = await startEdge({ routes }, { app: [stable], 'app-canary': [canary] });
    // Clients differ by what they are: some of them get the one, and some the other.
    const versions = async (path: string) => {
      const names = [];
      for (let agent = 0; agent < 20; agent += 1) {
        const { headers } = await ask(`${edge.url}${path}`, { headers: { 'user-agent': `agent ${agent}` } });
        names.push(headers['x-upstream']);
      }
      return names;
    };
    await until('both are there', async () => !(await versions(`/?${Math.random()}`)).includes(undefined));
    const first = await versions('/');
    expect(new Set(first)).toEqual(new Set(['stable', 'canary']));
    expect(await versions('/')).toEqual(first);
    expect(await versions('/?other')).toEqual(first);
  });
});
