/** Before Redis starts: the addresses of now in `nodes.conf`. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AgentEnv } from './env';
import type { Log } from './log';
import { hostnamesIn, identityIn, rewrite, type Whereabouts } from './nodes-conf';
import { hostnameOf, type Naming } from './places';
import { podOf } from './plan/cluster';
import { replaceFile } from './secrets';

export interface Others {
  /** The address of a pod; undefined when there is none. */
  readonly resolve: (pod: string) => Promise<string | undefined>;
  /** The ID on its volume, {@link NOBODY} when there is none yet; undefined when its agent does not say. */
  readonly identityOf: (pod: string, address: string) => Promise<string | undefined>;
}

/** What a node says whose volume is empty. */
export const NOBODY = 'nobody';

const AGAIN_MS = 200;

const nodesConf = (env: AgentEnv): string => join(env.DATA_FOLDER, 'nodes.conf');

/** Who the node on this volume is. */
export function ownIdentity(env: AgentEnv): string {
  const path = nodesConf(env);
  return (existsSync(path) ? identityIn(readFileSync(path, 'utf8')) : undefined) ?? NOBODY;
}

/**
 * Brings the addresses in `nodes.conf` up to date. Waits for those that are not known yet, but not for ever: a member that is away has
 * no address, and the others are to start without it.
 */
export async function updateAddresses(env: AgentEnv, naming: Naming, others: Others, log: Log): Promise<void> {
  const path = nodesConf(env);
  if (!existsSync(path)) {
    log.info('a new node');
    return;
  }
  const text = readFileSync(path, 'utf8');
  const own = hostnameOf(naming, env.POD_NAME);
  const known = new Map<string, Whereabouts>([[own, { id: identityIn(text) ?? '', address: env.POD_IP }]]);
  const names = hostnamesIn(text);
  const begin = performance.now();
  /** Since when they have an address, and do not say who they are: they are about to start, or lost with their Kubernetes nodes. */
  const silent = new Map<string, number>();
  for (;;) {
    await Promise.all(
      names
        .filter((name) => !known.has(name))
        .map(async (name) => {
          const address = await others.resolve(podOf(name));
          const id = address === undefined ? undefined : await others.identityOf(podOf(name), address);
          if (address !== undefined && id !== undefined) known.set(name, { id, address });
          else if (address !== undefined && !silent.has(name)) silent.set(name, performance.now());
        }),
    );
    const now = performance.now();
    const unknown = names.filter((name) => !known.has(name));
    const awaited = unknown.filter((name) => {
      const since = silent.get(name);
      return since === undefined ? now - begin < env.RESOLVE_SECONDS * 1000 : now - since < env.ANSWER_SECONDS * 1000;
    });
    if (awaited.length === 0) {
      replaceFile(path, rewrite(text, known));
      log.info({ known: known.size, unknown }, 'addresses are up to date');
      return;
    }
    await sleep(AGAIN_MS);
  }
}
