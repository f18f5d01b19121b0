/** The load itself, on real servers: what it records is what happened. */
import { setTimeout as sleep } from 'node:timers/promises';
import { plant } from '../../e2e/redis/load/canaries';
import { Load } from '../../e2e/redis/load/load';
import type { Plan } from '../../e2e/redis/load/plan';
import type { Report } from '../../e2e/redis/load/report';
import { canaryOf } from '../../e2e/redis/load/slots';
import { connectRedis } from '../../../services/redis-client/src';
import { formCluster, startNodes, until } from '../../services/redis/cluster';
import { describeFlavours } from '../../services/redis/flavours';
import { stopAll, type RedisNode } from '../../services/redis/servers';

jest.setTimeout(60_000);

const NAME = 'k';
const PER_SECOND = 200;

/** `k-SHARD-ORDINAL`, masters first. */
const podOf = (i: number): string => `${NAME}-${i % 3}-${Math.floor(i / 3)}`;

describeFlavours(
  (flavour) => {
    let nodes: RedisNode[];
    let plan: Plan;

    beforeAll(async () => {
      nodes = await startNodes(6, flavour);
      await formCluster(
        nodes.slice(0, 3),
        nodes.slice(3).map((node, i) => [node, i] as const),
      );
      const env = { REDIS_CLUSTER_NODES: nodes.map(({ host, port }) => `${host}:${port}`).join(',') };
      const client = connectRedis(env);
      await plant(client, NAME);
      client.disconnect();
      plan = {
        ...{ run: 'r', env, name: NAME, writesPerSecond: PER_SECOND, readsPerSecond: 50, access: {}, seconds: 60 },
        nodes: nodes.map(({ host, port }, i) => ({ pod: podOf(i), address: host, port })),
      };
    });
    afterAll(stopAll);

    const through = async (action: (load: Load) => Promise<void>): Promise<Report> => {
      const load = new Load(plan);
      await until('it writes', () => load.tick().written > PER_SECOND);
      await action(load);
      return load.stop();
    };

    test('while nothing happens, all is written at the rate asked for, read back, and nobody complains', async () => {
      const { writes, reads, wrong, found, complaints, sightings, endedAt } = await through(() => sleep(1000));
      expect(writes.answered.length).toBeGreaterThan((endedAt / 1000 - 0.5) * PER_SECOND);
      expect(reads.answered.length).toBeGreaterThan(50);
      expect({ wrong, found, complaints }).toEqual({ wrong: [], found: { lost: [], canaries: [] }, complaints: {} });
      expect({ failures: writes.failures, unanswered: writes.unanswered }).toEqual({ failures: [], unanswered: [] });
      const seen = sightings[0]?.nodes ?? [];
      expect(seen.map(({ pod, role, lacking }) => `${pod} ${role} ${lacking}`)).toEqual(
        [0, 1, 2, 3, 4, 5].map((i) => `${podOf(i)} ${i < 3 ? 'master' : 'replica'} 0`),
      );
    });

    test('a canary that is missing, and one that is another, are found by those who read and by those who look', async () => {
      const client = connectRedis(plan.env);
      await client.del(canaryOf(7));
      await client.set(canaryOf(9), 'another');
      const { found } = await through(() => Promise.resolve());
      expect(found).toEqual({ lost: [], canaries: [7, 9] });
      await client.del(canaryOf(9));
      await plant(client, NAME);
      client.disconnect();
    });

    test('a master that dies: clients wait and get no error, and the sightings tell who took over', async () => {
      const report = await through(async (load) => {
        load.mark('fault');
        await nodes[0]?.kill('SIGKILL');
        await until('its replica is the master', () => {
          const sight = load.tick().sighting?.nodes.find(({ pod }) => pod === 'k-0-1');
          return sight?.role === 'master' && sight.lacking === 0;
        });
        await sleep(500);
      });
      expect(report.writes.failures).toEqual([]);
      expect(report.writes.unanswered).toEqual([]);
      expect(report.sightings.some(({ silent }) => silent['k-0-0'] !== undefined)).toBe(true);
      expect(report.found).toMatchObject({ canaries: [] });
      const longest = Math.max(...report.writes.answered.map(([, sentAt, at]) => at - sentAt));
      expect(longest).toBeGreaterThan(500);
    });
  },
  ['redis'],
);
