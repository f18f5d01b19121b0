/** What databases are asked for each scrape and each probe, and without either. */
import { setTimeout as sleep } from 'node:timers/promises';
import { PATHS } from '@scaleout/health-contract';
import { until } from '../../test/services/redis/cluster';
import { Client, valueIn } from './client';
import { start, type Contender, type Name } from './contenders';
import { Counts, minus, type Asked } from './counts';
import { storm, type Stormed } from './storm';
import { paced, warmUp } from './turns';
import type { World } from './world';

const SCRAPES = 100;
const EVERY_MS = 110;
/** As long as the scrapes take. */
const QUIET_MS = SCRAPES * EVERY_MS;

interface Both {
  readonly postgres: Asked;
  readonly redis: Asked;
}

/** What one contender asks. */
export interface Asking {
  readonly perScrape: Both;
  /** What a look of the sidecar asks, whoever wants to know it; undefined for those that look when they are scraped. */
  readonly perLook: Both | undefined;
}

/** What the books say, and how often the sidecar has looked: 0 times, for those that look when they are scraped. */
interface Books extends Both {
  readonly looks: { readonly postgres: number; readonly redis: number };
}

/** @throws when the sidecar asks anything that is not for one of its looks */
export async function whatIsAsked(name: Name, world: World): Promise<Asking> {
  return withBooks(name, world, async ({ contender, client, read }) => {
    const first = await read();
    await sleep(QUIET_MS);
    const second = await read();
    await paced(SCRAPES, EVERY_MS, () => client.scrape(contender.paths));
    const third = await read();
    const quiet = difference(second, first);
    const scraped = difference(third, second);
    return {
      perScrape: {
        postgres: per(SCRAPES, beyond(scraped, quiet, 'postgres')),
        redis: per(SCRAPES, beyond(scraped, quiet, 'redis')),
      },
      perLook:
        quiet.looks.postgres === 0
          ? undefined
          : { postgres: per(quiet.looks.postgres, quiet.postgres), redis: per(quiet.looks.redis, quiet.redis) },
    };
  });
}

/** Probes as fast as they go. */
export interface Probing {
  readonly kept: Stormed;
  readonly fresh: Stormed;
  /** What all of these probes together asked, beyond the looks that there were anyway. */
  readonly asked: Both;
}

export async function whatProbesAsk(world: World, seconds: number): Promise<Probing> {
  return withBooks('ours', world, async ({ contender, read }) => {
    const target = { ...contender, path: PATHS.readiness };
    const first = await read();
    await sleep(QUIET_MS);
    const second = await read();
    const kept = await storm(target, 'kept', seconds);
    const fresh = await storm(target, 'fresh', seconds);
    const third = await read();
    const quiet = difference(second, first);
    const probed = difference(third, second);
    return {
      ...{ kept, fresh },
      asked: { postgres: beyond(probed, quiet, 'postgres'), redis: beyond(probed, quiet, 'redis') },
    };
  });
}

interface Means {
  readonly contender: Contender;
  readonly client: Client;
  readonly read: () => Promise<Books>;
}

async function withBooks<T>(name: Name, world: World, work: (means: Means) => Promise<T>): Promise<T> {
  const contender = await start(name, world);
  const client = new Client(contender.port);
  try {
    await warmUp(contender, client);
    const counts = await Counts.begin(world);
    try {
      return await work({ contender, client, read: () => books(name, client, counts) });
    } finally {
      await counts.end();
    }
  } finally {
    client.close();
    await contender.stop();
  }
}

async function books(name: Name, client: Client, counts: Counts): Promise<Books> {
  if (name !== 'ours') {
    return { postgres: counts.postgres(), redis: await counts.redis(), looks: { postgres: 0, redis: 0 } };
  }
  // Between two looks, or a part of one would be in the books that is not counted as a look yet.
  await until('no look is about to be or under way', async () => {
    const { body } = await client.get(PATHS.metrics);
    return LOOKS.every((each) => {
      const age = valueIn(body, `shop_collector_age_seconds{collector="${each}"}`) ?? 0;
      return age > 0.3 && age < 3.5;
    });
  });
  const { body } = await client.get(PATHS.metrics);
  const looks = (collector: string) =>
    valueIn(body, `shop_collector_runs_total{collector="${collector}",result="ok"}`) ?? NaN;
  return {
    ...{ postgres: counts.postgres(), redis: await counts.redis() },
    looks: { postgres: looks('replication'), redis: looks('redis') },
  };
}

const LOOKS = ['replication', 'pooler', 'redis'];

const difference = (after: Books, before: Books): Books => ({
  postgres: minus(after.postgres, before.postgres),
  redis: minus(after.redis, before.redis),
  looks: {
    postgres: after.looks.postgres - before.looks.postgres,
    redis: after.looks.redis - before.looks.redis,
  },
});

const per = (count: number, { connections, statements }: Asked): Asked => ({
  connections: connections / count,
  statements: statements / count,
});

/** What was asked in one time beyond what as many looks as it had asked in the quiet time. */
function beyond(busy: Books, quiet: Books, what: 'postgres' | 'redis'): Asked {
  const share = quiet.looks[what] === 0 ? 1 : busy.looks[what] / quiet.looks[what];
  return minus(busy[what], {
    connections: quiet[what].connections * share,
    statements: quiet[what].statements * share,
  });
}
