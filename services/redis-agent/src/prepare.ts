/** Before Redis starts: the addresses of now in `nodes.conf`. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AgentEnv } from './env';
import type { Log } from './log';
import { hostnamesIn, rewrite } from './nodes-conf';
import { hostnameOf, type Naming } from './places';
import { podOf } from './plan/cluster';
import { replaceFile } from './secrets';

export interface Addresses {
  /** The address of a pod; undefined when there is none. */
  readonly resolve: (pod: string) => Promise<string | undefined>;
}

const AGAIN_MS = 500;

/**
 * Brings the addresses in `nodes.conf` up to date. Waits for those that are not known yet, but not for ever: a member that is away has
 * no address, and the others are to start without it.
 */
export async function updateAddresses(env: AgentEnv, naming: Naming, around: Addresses, log: Log): Promise<void> {
  const path = join(env.DATA_FOLDER, 'nodes.conf');
  if (!existsSync(path)) {
    log.info('a new node');
    return;
  }
  const text = readFileSync(path, 'utf8');
  const own = hostnameOf(naming, env.POD_NAME);
  const addresses = new Map([[own, env.POD_IP]]);
  const names = hostnamesIn(text);
  const end = performance.now() + env.RESOLVE_SECONDS * 1000;
  for (;;) {
    const unknown = names.filter((name) => !addresses.has(name));
    await Promise.all(
      unknown.map(async (name) => {
        const address = await around.resolve(podOf(name));
        if (address !== undefined) addresses.set(name, address);
      }),
    );
    const left = names.filter((name) => !addresses.has(name));
    if (left.length === 0 || performance.now() >= end) {
      replaceFile(path, rewrite(text, addresses));
      log.info({ known: addresses.size, unknown: left }, 'addresses are up to date');
      return;
    }
    await sleep(AGAIN_MS);
  }
}
