/** Memory after as many scrapes as an hour has seconds. */
import { memoryOf, type Memory } from '../common/process';
import { Client } from './client';
import { start, type Name } from './contenders';
import { paced, warmUp } from './turns';
import type { World } from './world';

/** Ten times as fast, which the sidecar does not answer from the text of the scrape before. */
const EVERY_MS = 102;

/** All at once: what they take of each other is time, and memory is what counts here. */
export async function anHour(
  names: readonly Name[],
  world: World,
  scrapes: number,
): Promise<ReadonlyMap<Name, { readonly before: Memory; readonly after: Memory }>> {
  const found = await Promise.all(
    names.map(async (name) => {
      const contender = await start(name, world);
      const client = new Client(contender.port);
      try {
        await warmUp(contender, client);
        const before = memoryOf(contender.pid);
        await paced(scrapes, EVERY_MS, () => client.scrape(contender.paths));
        return [name, { before, after: memoryOf(contender.pid) }] as const;
      } finally {
        client.close();
        await contender.stop();
      }
    }),
  );
  return new Map(found);
}
