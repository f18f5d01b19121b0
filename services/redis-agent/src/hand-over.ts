/** Before a stop: no election of this node any more, and its shard to a replica that stays, without loss. */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseInfo } from '@scaleout/redis-nodes';
import type { Node } from './connection';
import type { Log } from './log';
import { askState, LEAVING_PRIORITY, PRIORITY_SETTING } from './node-state';
import { podOf } from './plan/cluster';

export interface HandOver {
  readonly own: Node;
  /** The connection to the node of this pod. */
  readonly nodeOf: (pod: string, address: string) => Promise<Node>;
  /** Milliseconds until a replica takes over when it is asked. */
  readonly electableInMs: (pod: string, address: string) => Promise<number>;
  readonly seconds: number;
  readonly log: Log;
}

/** Others that are told to stop at the same time have marked themselves by then. */
const OTHERS_MARK_MS = 700;
const AGAIN_MS = 200;
/** As long as Redis tries: asked again before, it would only hold up clients for longer. */
const PROMOTION_MS = 5000;

/** How it ended. */
export type Outcome = 'replica' | 'no slots' | 'handed over' | 'no replica' | 'failed';

/** Never throws: a pod that is to go goes, and what it could not hand over is Redis's own failover. */
export async function handOver({ own, nodeOf, electableInMs, seconds, log }: HandOver): Promise<Outcome> {
  const end = performance.now() + seconds * 1000;
  try {
    await own.call('CONFIG', 'SET', PRIORITY_SETTING, LEAVING_PRIORITY);
    for (let first = true; performance.now() < end; first = false) {
      const { peers, id } = await askState(own);
      const self = peers.find(({ myself }) => myself);
      if (self?.role !== 'master') return first ? 'replica' : 'handed over';
      if (self.slots.length === 0) return 'no slots';
      const replicas = peers.filter(({ masterId }) => masterId === id);
      if (replicas.length === 0) return 'no replica';
      if (first) await sleep(OTHERS_MARK_MS);
      for (const { hostname, ip } of replicas) {
        if ((await electableInMs(podOf(hostname), ip)) > 0) continue;
        if (await promote(await nodeOf(podOf(hostname), ip).catch(() => undefined), own)) {
          log.info({ to: podOf(hostname) }, 'handed over');
          return 'handed over';
        }
      }
      await sleep(AGAIN_MS);
    }
    log.warn({ seconds }, 'nobody took over in time');
  } catch (error) {
    log.warn({ reason: (error as Error).message }, 'the hand-over failed');
  }
  return 'failed';
}

/** Asks a replica to take over, if it can, and waits until it has: the node holds up its clients for so long, as Redis does. */
async function promote(replica: Node | undefined, own: Node): Promise<boolean> {
  if (replica === undefined) return false;
  try {
    const state = await askState(replica);
    if (state.leaving || !state.masterLinkUp) return false;
    await replica.call('CLUSTER', 'FAILOVER');
    const begin = performance.now();
    while (performance.now() - begin < PROMOTION_MS) {
      if (parseInfo(String(await own.call('INFO', 'replication'))).get('role') === 'slave') return true;
      await sleep(20);
    }
  } catch {
    // Another replica, or another try.
  }
  return false;
}
