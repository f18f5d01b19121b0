/** Scrapes: how long they take, and what they cost whoever is scraped. */
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../../test/services/redis/cluster';
import { cpuSeconds, memoryOf, type Memory } from '../common/process';
import { Client } from './client';
import { start, type Contender, type Name } from './contenders';
import type { World } from './world';

/** How much is measured. */
export interface Effort {
  /** Scrapes of a round that come close after each other. */
  readonly scrapes: number;
  /** Seconds of a round with one scrape each. */
  readonly seconds: number;
}

/** One round of one contender. */
export interface Turn {
  /** Milliseconds of each scrape, of those close after each other. */
  readonly close: readonly number[];
  /** Milliseconds of each scrape at one a second. */
  readonly each: readonly number[];
  /** Milliseconds of CPU that a second with one scrape costs. */
  readonly cpu: number;
  /** At the end of the round. */
  readonly memory: Memory;
  readonly bytes: number;
  /** Values that a scrape tells. */
  readonly values: number;
}

/**
 * Milliseconds between two scrapes that come close after each other: the sidecar gives those that come within 100 ms the same text, which
 * would be a figure of something else.
 */
const CLOSE_MS = 110;

/** Starts a contender, measures it and stops it. */
export async function takeTurn(name: Name, world: World, { scrapes, seconds }: Effort): Promise<Turn> {
  const contender = await start(name, world);
  const client = new Client(contender.port);
  const scrape = () => client.scrape(contender.paths);
  try {
    await warmUp(contender, client);
    const close = await paced(scrapes, CLOSE_MS, scrape);
    const began = performance.now();
    const before = cpuSeconds(contender.pid);
    const each = await paced(seconds, 1000, scrape);
    const elapsed = (performance.now() - began) / 1000;
    const cpu = ((cpuSeconds(contender.pid) - before) * 1000) / elapsed;
    const { body } = await scrape();
    return {
      ...{ close: close.map(({ ms }) => ms), each: each.map(({ ms }) => ms), cpu, memory: memoryOf(contender.pid) },
      bytes: Buffer.byteLength(body),
      values: body.split('\n').filter((line) => line !== '' && !line.startsWith('#')).length,
    };
  } finally {
    client.close();
    await contender.stop();
  }
}

/** Until it has seen all there is, and its code is not run for the first time. */
export async function warmUp({ paths }: Contender, client: Client): Promise<void> {
  await until('it has seen all there is', async () => {
    const { body } = await client.scrape(paths);
    return !/_up(\{[^}]*\})? 0$/m.test(body) && /_up(\{[^}]*\})? 1$/m.test(body);
  });
  await paced(10, CLOSE_MS, () => client.scrape(paths));
}

/** Does something so many times, one begun every `ms`, or when the one before is done. */
export async function paced<T>(times: number, ms: number, work: () => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  const began = performance.now();
  for (let i = 0; i < times; i += 1) {
    const wait = began + i * ms - performance.now();
    if (wait > 0) await sleep(wait);
    results.push(await work());
  }
  // The last one has its time too, as all others have.
  await sleep(Math.max(0, began + times * ms - performance.now()));
  return results;
}
