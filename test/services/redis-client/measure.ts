// What docs/redis-client.md says of outages, measured: the recipe, and the recipe without one thing, against real nodes with the timeouts of
// the chart. Takes six minutes, so it is no test:
//
//     npx jest --testMatch '**/redis-client/measure.ts'
import { setTimeout as sleep } from 'node:timers/promises';
import { lookNoMore, redisOptions } from '@scaleout/redis-client';
import { Cluster, type ClusterOptions, type RedisOptions } from 'ioredis';
import { freshAddress } from '../redis/addresses';
import { formCluster, startNodes } from '../redis/cluster';
import { describeFlavours } from '../redis/flavours';
import { stopAll, type RedisNode } from '../redis/servers';

interface Case {
  readonly name: string;
  readonly hurt: (master: RedisNode) => Promise<void>;
  /** How long the master is away when there is no replica to take its place. */
  readonly awaySeconds?: number;
  readonly options?: ClusterOptions;
  readonly connection?: RedisOptions;
}

const kill = (node: RedisNode) => node.kill('SIGKILL');
const silence = (node: RedisNode) => node.kill('SIGSTOP');
const CASES: readonly Case[] = [
  { name: 'master killed, replica takes over', hurt: kill },
  { name: 'the same, 32 redirections', hurt: kill, options: { maxRedirections: 32 } },
  { name: 'master silent, replica takes over', hurt: silence },
  { name: 'the same, no socketTimeout', hurt: silence, connection: { socketTimeout: undefined } },
  { name: 'no replica, back after 12 s', hurt: kill, awaySeconds: 12 },
  { name: 'the same, 32 redirections', hurt: kill, awaySeconds: 12, options: { maxRedirections: 32 } },
  { name: 'no replica, back after 24 s', hurt: kill, awaySeconds: 24 },
];

jest.setTimeout(90_000);

describeFlavours((flavour) => {
  const lines: string[] = [];
  afterEach(stopAll);
  afterAll(() => {
    process.stdout.write(`${lines.join('\n')}\n`);
  });

  test.each(CASES)('$name', async ({ name, hurt, awaySeconds, options, connection }) => {
    const config = { 'cluster-node-timeout': 5000, appendonly: 'yes' };
    const nodes = await startNodes(awaySeconds === undefined ? 4 : 3, flavour, () => ({
      host: freshAddress(),
      port: 6379,
      config,
    }));
    const [master, second, third, replica] = nodes as [RedisNode, RedisNode, RedisNode, RedisNode | undefined];
    await formCluster([master, second, third], replica === undefined ? [] : [[replica, 0]]);
    const settings = redisOptions({ REDIS_CLUSTER_NODES: nodes.map(({ host, port }) => `${host}:${port}`).join(',') });
    if (settings.mode !== 'cluster') throw new Error('a cluster was asked for');
    const client = new Cluster(settings.nodes, {
      ...settings.options,
      ...options,
      redisOptions: { ...settings.options.redisOptions, ...connection },
    });
    lookNoMore(client);
    client.on('error', () => undefined);

    const load = writes(client);
    await sleep(1000);
    await hurt(master);
    const hurtAt = Date.now();
    await (replica === undefined ? sleep((awaySeconds ?? 0) * 1000) : promoted(replica));
    const after = Date.now() - hurtAt;
    if (replica === undefined) await master.restart();
    await sleep(replica === undefined ? 6000 : 12_000);
    const { sent, failed, gap } = await load.stop();
    client.disconnect();
    lines.push(`${flavour} | ${name} | ${seconds(after)} | ${seconds(gap)} | ${failed} of ${sent}`);
  });
});

const seconds = (ms: number) => (ms / 1000).toFixed(1);

async function promoted(replica: RedisNode): Promise<void> {
  while (!String(await replica.call('ROLE')).startsWith('master')) await sleep(50);
}

/** 150 writes a second to slots of the first master alone, and the longest time in which none was acknowledged. */
function writes(client: Cluster) {
  // `{b}` is in slot 3300, the first third.
  const pending: Promise<void>[] = [];
  let [sent, failed, gap, last, stopped] = [0, 0, 0, Date.now(), false];
  const loop = (async () => {
    while (!stopped) {
      pending.push(
        client.set(`{b}${sent % 100}`, sent).then(
          () => {
            gap = Math.max(gap, Date.now() - last);
            last = Date.now();
          },
          () => void (failed += 1),
        ),
      );
      sent += 1;
      await sleep(6);
    }
  })();
  return {
    stop: async () => {
      stopped = true;
      await loop;
      await Promise.all(pending);
      return { sent, failed, gap };
    },
  };
}
