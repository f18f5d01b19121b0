import { setTimeout as sleep } from 'node:timers/promises';
import { connectRedis, type RedisClient } from '@scaleout/redis-client';
import { freePort } from '../redis/addresses';
import { describeFlavours } from '../redis/flavours';
import { startNode } from '../redis/servers';

let client: RedisClient;
afterEach(() => {
  client.disconnect();
});

describe.each(['cluster', 'standalone'])('while a %s is away', (REDIS_MODE) => {
  beforeEach(async () => {
    const REDIS_CLUSTER_NODES = `127.0.0.1:${await freePort('127.0.0.1')}`;
    client = connectRedis({ REDIS_MODE, REDIS_CLUSTER_NODES }, { maxWaiting: 5 });
  });

  const settle = (promise: Promise<unknown>) => promise.then(String, (error: unknown) => (error as Error).message);

  test('commands wait, and are let go when the client is', async () => {
    const waiting = [client.get('a'), client.set('b', 1)].map(settle);
    await sleep(200);
    client.disconnect();
    expect(await Promise.all(waiting)).toEqual(['Connection is closed.', 'Connection is closed.']);
  });

  test('no more wait than may; others fail at once with a code and a remedy', async () => {
    const waiting = Array.from({ length: 5 }, (_, index) => settle(client.get(`key-${index}`)));
    await sleep(1100);
    await expect(client.get('one-more')).rejects.toMatchObject({
      code: 'SCALE-CLIENT-003',
      message: '5 commands wait for Redis already, the limit is 5',
      remedy: expect.stringContaining('See whether Redis is well') as unknown,
    });
    client.disconnect();
    await Promise.all(waiting);
  });
});

describeFlavours(
  (flavour) => {
    const connect = async (maxWaiting: number) => {
      const { host, port } = await startNode({ flavour });
      return connectRedis({ REDIS_MODE: 'standalone', REDIS_CLUSTER_NODES: `${host}:${port}` }, { maxWaiting });
    };

    test('a client that is merely busy is not refused', async () => {
      client = await connect(10);
      const answers = await Promise.all(Array.from({ length: 1000 }, () => client.incr('a')));
      expect(answers.at(-1)).toBe(1000);
    });

    test('the commands of a pipeline are refused together or not at all', async () => {
      client = await connect(2);
      const blocked = client.blpop('none', 1.5);
      await sleep(1100);
      const both = await Promise.all([
        client.pipeline().set('a', 1).set('b', 2).exec(),
        client.pipeline().set('c', 1).set('d', 2).exec(),
      ]);
      const outcomes = both.map((results) => results?.map(([error]) => error === null));
      expect(outcomes).toEqual([
        [true, true],
        [false, false],
      ]);
      await blocked;
    });
  },
  ['redis'],
);
