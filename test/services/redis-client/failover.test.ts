import { setTimeout as sleep } from 'node:timers/promises';
import { connectRedis, type RedisClient } from '@scaleout/redis-client';
import { freshAddress } from '../redis/addresses';
import { formCluster, linkUp, startNodes, until } from '../redis/cluster';
import { describeFlavours } from '../redis/flavours';
import type { RedisNode } from '../redis/servers';

jest.setTimeout(60_000);

/** Keys over all slots: each is written and read again and again, until told to stop. */
function load(client: RedisClient) {
  const keys = Array.from({ length: 60 }, (_, index) => `key-${index}`);
  const wrong: unknown[] = [];
  let rounds = 0;
  let stopped = false;
  const loop = async (key: string) => {
    for (let round = 0; !stopped; round += 1) {
      try {
        await client.set(key, round);
        const found = await client.get(key);
        if (found !== String(round)) wrong.push(`${key} is ${found ?? 'nothing'}, and was set to ${round}`);
        rounds += 1;
      } catch (error) {
        wrong.push(error);
      }
      await sleep(10);
    }
  };
  const loops = keys.map(loop);
  return {
    /** Until so many rounds are over that no slot can be without a master. */
    allServed: async () => {
      const before = rounds;
      await Promise.all(keys.map((key) => client.get(key)));
      await until('all keys can be written', () => rounds - before > keys.length * 2);
    },
    stop: async () => {
      stopped = true;
      await Promise.all(loops);
      return wrong;
    },
  };
}

const isMaster = async (node: RedisNode) => String(await node.call('ROLE')).startsWith('master');

/** Each test finds the cluster as the one before has left it, whole: to form one takes longer than to lose a master. */
describeFlavours((flavour) => {
  let pair: RedisNode[];
  let others: RedisNode[];
  let client: RedisClient;

  beforeAll(async () => {
    const config = { appendonly: 'yes', appendfsync: 'always' };
    const nodes = await startNodes(4, flavour, () => ({ host: freshAddress(), port: 6379, config }));
    pair = nodes.slice(0, 2);
    others = nodes.slice(2);
    await formCluster([nodes[0] as RedisNode, ...others], [[nodes[1] as RedisNode, 0]]);
    // Any node leads to all others.
    client = connectRedis({ REDIS_CLUSTER_NODES: others.map(({ host, port }) => `${host}:${port}`).join(',') });
  });
  afterAll(() => {
    client.disconnect();
  });

  /** The pair of which one is lost, the master first. */
  const masterAndReplica = async () => {
    const [a, b] = pair as [RedisNode, RedisNode];
    return (await isMaster(a)) ? ([a, b] as const) : ([b, a] as const);
  };

  test('a client sees no error while a master dies, and finds the one that takes its place', async () => {
    const [master, replica] = await masterAndReplica();
    const { allServed, stop } = load(client);
    await allServed();
    await master.kill('SIGKILL');
    await until('the replica has taken over', () => isMaster(replica));
    await allServed();
    expect(await stop()).toEqual([]);
    pair = [replica, await master.restart()];
    await until('it is back as a replica', async () => linkUp(pair[1] as RedisNode));
  });

  // What follows takes long, and is of the client alone.
  if (flavour !== 'redis') return;

  test('nor while a master falls silent without a farewell', async () => {
    const [master, replica] = await masterAndReplica();
    const { allServed, stop } = load(client);
    await allServed();
    await master.kill('SIGSTOP');
    await until('the replica has taken over', () => isMaster(replica));
    const promoted = Date.now();
    await allServed();
    // socketTimeout, and a pause or two.
    expect(Date.now() - promoted).toBeLessThan(9000);
    expect(await stop()).toEqual([]);
    await master.kill('SIGCONT');
    await until('it is back as a replica', () => linkUp(master));
  });

  test('nor while all nodes are killed and started again', async () => {
    const { allServed, stop } = load(client);
    await allServed();
    const all = [...pair, ...others];
    await Promise.all(all.map((node) => node.kill('SIGKILL')));
    await sleep(500);
    await Promise.all(all.map((node) => node.restart()));
    await allServed();
    expect(await stop()).toEqual([]);
  });
});
