/** How long it takes from a fault until each contender says so. */
import { setTimeout as sleep } from 'node:timers/promises';
import { clusterInfo, until } from '../../test/services/redis/cluster';
import { Client, valueIn } from './client';
import { start, type Contender, type Name } from './contenders';
import type { RedisNode } from '../../test/services/redis/servers';
import type { World } from './world';

/** So often each is asked. */
const EVERY_MS = 50;
/** Then it is not waited any longer: more than two scrapes have been given up. */
const LATEST_MS = 25_000;

/** A fault of one server. */
interface Fault {
  readonly title: string;
  readonly happen: (world: World) => Promise<void>;
  readonly repair: (world: World) => Promise<void>;
  /** The metrics that say whether the server is up. */
  readonly told: (world: World) => Partial<Record<Name, string>>;
}

const database = ({ primary }: World): Partial<Record<Name, string>> => {
  const ours = `shop_postgres_member_up{member="${primary.host}"}`;
  return { ours, oursFast: ours, postgres: 'pg_up' };
};

const firstNode = ({ nodes: [node] }: World) => {
  if (node === undefined) throw new Error('there is no node');
  return node;
};

const cache = (world: World): Partial<Record<Name, string>> => {
  const { host, port } = firstNode(world);
  const ours = `shop_redis_node_up{node="${host}:${port}"}`;
  return { ours, oursFast: ours, redis: 'redis_up' };
};

export const FAULTS: readonly Fault[] = [
  {
    title: 'the primary of Postgres is killed',
    happen: ({ primary }) => primary.kill(),
    repair: async (world) => {
      world.primary = await world.primary.restart();
    },
    told: database,
  },
  {
    title: 'the primary of Postgres is silent',
    happen: ({ primary }) => primary.kill('SIGSTOP'),
    repair: ({ primary }) => primary.kill('SIGCONT'),
    told: database,
  },
  {
    title: 'a master of Redis is killed',
    happen: (world) => firstNode(world).kill(),
    repair: async (world) => {
      await replacedAt(world);
      world.nodes[0] = await firstNode(world).restart();
      await leadAgain(world);
    },
    told: cache,
  },
  {
    title: 'a master of Redis is silent',
    happen: (world) => firstNode(world).kill('SIGSTOP'),
    repair: async (world) => {
      await replacedAt(world);
      await firstNode(world).kill('SIGCONT');
      await leadAgain(world);
    },
    told: cache,
  },
];

const tells = async (node: RedisNode, what: string): Promise<boolean> =>
  String(await node.call('INFO', 'replication').catch(() => '')).includes(what);

/** The replica of the first node leads in its place. */
async function replacedAt({ nodes }: World): Promise<void> {
  const replica = nodes[3];
  if (replica === undefined) throw new Error('there is no replica');
  await until('the replica leads', () => tells(replica, 'role:master'));
}

/** The first node is a master again, as it was. */
async function leadAgain(world: World): Promise<void> {
  const node = firstNode(world);
  await until('the node follows', () => tells(node, 'master_link_status:up'));
  await until('the node leads', async () => {
    if (await tells(node, 'role:master')) return (await clusterInfo(node, 'cluster_state')) === 'ok';
    // It is given up after a while if others do not agree, as when the machine is busy.
    await node.call('CLUSTER', 'FAILOVER').catch(() => undefined);
    return false;
  });
}

/** Milliseconds until each said so, by round; Infinity for one that did not in time. */
export type Times = Partial<Record<Name, number[]>>;

/** All are started once, and see the same faults. */
export async function timesToTruth(world: World, rounds: number): Promise<ReadonlyMap<string, Times>> {
  const names: readonly Name[] = ['ours', 'oursFast', 'postgres', 'redis'];
  const running = await Promise.all(names.map(async (name) => [name, await start(name, world)] as const));
  const found = new Map<string, Times>();
  try {
    for (const fault of FAULTS) {
      const times: Times = {};
      found.set(fault.title, times);
      for (let round = 1; round <= rounds; round += 1) {
        process.stderr.write(`\r${fault.title}: round ${round} of ${rounds}   `);
        const metrics = fault.told(world);
        const watched = running.flatMap(([name, contender]) => {
          const metric = metrics[name];
          return metric === undefined ? [] : [{ name, contender, metric }];
        });
        await Promise.all(watched.map(({ contender, metric }) => says(contender, metric, 1)));
        // At any moment between two looks.
        await sleep(Math.random() * 5000);
        const began = performance.now();
        const told = watched.map(async ({ name, contender, metric }) => {
          const isTold = await says(contender, metric, 0);
          (times[name] ??= []).push(isTold ? performance.now() - began : Infinity);
        });
        await fault.happen(world);
        await Promise.all(told);
        await fault.repair(world);
      }
    }
  } finally {
    process.stderr.write('\n');
    await Promise.all(running.map(([, contender]) => contender.stop()));
  }
  return found;
}

/** Asks until a metric has a value; false when it is too late. One that does not answer at all is asked again. */
async function says({ port, paths }: Contender, metric: string, value: number): Promise<boolean> {
  const client = new Client(port);
  const deadline = performance.now() + LATEST_MS;
  try {
    while (performance.now() < deadline) {
      const next = performance.now() + EVERY_MS;
      const got = await client.get(paths[0] ?? '').catch(() => undefined);
      if (got !== undefined && valueIn(got.body, metric) === value) return true;
      await sleep(Math.max(0, next - performance.now()));
    }
    return false;
  } finally {
    client.close();
  }
}
