/** Asks one node all that is wanted of it. */
import { CollectorError } from '../collector';
import { factsOf, viewOf, type Facts, type View } from './answers';
import type { Call } from './connection';
import { faultOf, LOADING } from './faults';

/** What one node has said. */
export interface Told {
  /** How long one command took. */
  readonly latencyMs: number;
  readonly facts: Facts;
}

/** What a node of a cluster has said. */
export interface ClusterTold extends Told {
  readonly view: View;
}

/** @throws CollectorError, also while it loads its data: it answers no query then */
export async function askClusterNode(call: Call, signal: AbortSignal): Promise<ClusterTold> {
  const latencyMs = await ping(call, signal);
  const [info, cluster, nodes] = await all(call, signal, [['INFO'], ['CLUSTER', 'INFO'], ['CLUSTER', 'NODES']]);
  const facts = factsOf(info);
  if (facts.loading) throw new CollectorError(LOADING);
  return { latencyMs, facts, view: viewOf(cluster, nodes) };
}

/** One that loads its data answers, and says so. @throws CollectorError */
export async function askStandalone(call: Call, signal: AbortSignal): Promise<Told> {
  const began = performance.now();
  const latencyMs = await ping(call, signal).catch((error: unknown) => {
    if (faultOf(error).reason !== LOADING) throw error;
    return performance.now() - began;
  });
  const [info] = await all(call, signal, [['INFO']]);
  return { latencyMs, facts: factsOf(info) };
}

/** By itself: sent together with others, its answer would come with theirs. */
async function ping(call: Call, signal: AbortSignal): Promise<number> {
  const began = performance.now();
  const [answer] = await all(call, signal, [['PING']]);
  if (answer !== 'PONG') throw new CollectorError('does not answer PING as Redis does');
  return performance.now() - began;
}

async function all(call: Call, signal: AbortSignal, commands: readonly (readonly string[])[]): Promise<unknown[]> {
  try {
    return await Promise.all(commands.map((command) => call(command, signal)));
  } catch (error) {
    throw faultOf(error);
  }
}
