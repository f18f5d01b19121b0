/** The three ways to look at Redis: at one node of a cluster, at each of them, at one without a cluster. */
import { within } from '../abortable';
import { CollectorError, type Reading } from '../collector';
import type { Configuration } from '../configuration';
import { hitRatioOf } from './answers';
import { askClusterNode, askStandalone, type ClusterTold } from './ask';
import type { Address } from './connection';
import type { Nodes } from './connections';
import { faultOf, LOADING } from './faults';
import { firstOf, type Winner } from './first';
import { judge, type Seen } from './judge';
import { judgeView } from './judge-view';
import { addressOf, nameOf } from './names';
import {
  clusterSamples,
  memberFacts,
  memberSamples,
  milliseconds,
  nodeFacts,
  nodeSamples,
  overallSamples,
} from './told';

/** What a look needs. */
export interface Means {
  readonly config: NonNullable<Configuration['redis']>;
  readonly nodes: Nodes;
  /** Milliseconds that a run may take. */
  readonly runMs: number;
}

/** A reading, and the node that was right to ask first. */
export interface Look {
  readonly reading: Reading;
  readonly good: Address;
  /** All that were asked: connections to others are of no use any more. */
  readonly asked: readonly Address[];
}

/** So many silent ones are asked in a run. */
export const ATTEMPTS = 4;
/** The part of a run's time that nodes may take; the rest is for the judgement. */
const SHARE = 0.9;

type Asking<T> = (call: Awaited<ReturnType<Nodes['to']>>, signal: AbortSignal) => Promise<T>;

/** Asks one node, and lets go of its connection when that fails. */
async function ask<T>({ nodes }: Means, address: Address, signal: AbortSignal, asking: Asking<T>): Promise<T> {
  try {
    return await asking(await nodes.to(address, signal), signal);
  } catch (error) {
    nodes.drop(address);
    throw faultOf(error);
  }
}

async function askFirst<T>(
  means: Means,
  candidates: readonly Address[],
  signal: AbortSignal,
  asking: Asking<T>,
  isGood: (answer: T) => boolean,
): Promise<Winner<Address, T>> {
  try {
    return await firstOf({
      ...{ candidates, signal, isGood, patienceMs: (means.runMs * SHARE) / ATTEMPTS },
      ask: (address, own) => ask(means, address, own, asking),
    });
  } catch (error) {
    const { reason } = faultOf(error);
    throw new CollectorError(candidates.length === 1 ? `it ${reason}` : `no node answers: one ${reason}`, {
      cause: error,
    });
  }
}

/** One that knows of no cluster, or is cut off from it, counts only for want of a better one. */
const isPart = ({ view }: ClusterTold): boolean => view.state === 'ok' && view.assigned > 0;

async function askAny(means: Means, candidates: readonly Address[], signal: AbortSignal) {
  const winner = await askFirst(means, candidates, signal, askClusterNode, isPart);
  // A name may lead to another one next time.
  if (!isPart(winner.answer)) means.nodes.drop(winner.candidate);
  return winner;
}

export async function lookAtAny(means: Means, candidates: readonly Address[], signal: AbortSignal): Promise<Look> {
  const { candidate, answer } = await askAny(means, candidates, signal);
  const { names, shards, slots, ...finding } = judgeView(answer, means.config.expected);
  const { self, peers } = answer.view;
  const hitRatio = hitRatioOf([answer.facts]);
  return {
    ...{ good: candidate, asked: candidates },
    reading: {
      ...finding,
      facts: {
        ...{ latency_ms: milliseconds(answer.latencyMs), hit_ratio: hitRatio ?? null, slots, shards },
        asked: names.get(self.id) ?? nameOf(candidate),
        nodes: peers
          .filter(({ handshake }) => !handshake)
          .map(({ id, role, failing, noAddress }) => ({
            name: names.get(id) ?? id.slice(0, 8),
            role,
            state: noAddress ? 'gone' : { no: 'ok', suspected: 'suspected', fail: 'gone' }[failing],
          })),
      },
      // The hit ratio of one node is not that of all, for which its metric stands.
      samples: [...overallSamples(answer, undefined), ...clusterSamples(slots, shards, means.config.expected)],
    },
  };
}

export async function lookAtEvery(means: Means, candidates: readonly Address[], signal: AbortSignal): Promise<Look> {
  const endsAt = performance.now() + means.runMs * SHARE;
  const { candidate, answer } = await askAny(means, candidates, signal);
  const seen = await within(endsAt - performance.now(), signal, (own) =>
    Promise.all(answer.view.peers.filter(({ handshake }) => !handshake).map((peer) => see(means, peer, own))),
  );
  // Whoever asked is told; nodes that were told to stop by it are not silent.
  signal.throwIfAborted();
  const { slots, shards, members, ...finding } = judge(seen, means.config.expected);
  const told = seen.flatMap((each) => each.told ?? []);
  const hitRatio = hitRatioOf(told.map(({ facts }) => facts));
  return {
    good: candidate,
    asked: [candidate, ...seen.flatMap(({ listed }) => addressOf(listed) ?? [])],
    reading: {
      ...finding,
      facts: {
        ...{ latency_ms: milliseconds(answer.latencyMs), hit_ratio: hitRatio ?? null, slots, shards },
        nodes: members.map(memberFacts),
      },
      samples: [
        ...overallSamples(answer, hitRatio),
        ...clusterSamples(slots, shards, means.config.expected),
        ...members.flatMap(memberSamples),
      ],
    },
  };
}

/** Never fails: a node that does not answer is a finding. */
async function see(means: Means, listed: Seen['listed'], signal: AbortSignal): Promise<Seen> {
  const address = addressOf(listed);
  if (address === undefined) return { listed, told: undefined, silence: 'has no address' };
  try {
    const told = await ask(means, address, signal, askClusterNode);
    // An address may be another pod's by now.
    if (told.view.self.id === listed.id) return { listed, told, silence: undefined };
    return { listed, told: undefined, silence: 'is not at its address any more' };
  } catch (error) {
    return { listed, told: undefined, silence: faultOf(error).reason };
  }
}

export async function lookAtOne(means: Means, candidates: readonly Address[], signal: AbortSignal): Promise<Look> {
  const { candidate, answer } = await askFirst(means, candidates, signal, askStandalone, () => true);
  const { facts, latencyMs } = answer;
  const name = nameOf(candidate);
  const hitRatio = hitRatioOf([facts]);
  const fault = facts.loading
    ? `it ${LOADING}`
    : facts.role === 'replica' && facts.linkUp !== true
      ? 'it does not hear its master'
      : undefined;
  return {
    ...{ good: candidate, asked: candidates },
    reading: {
      ...(fault === undefined ? { status: 'ok' } : { status: 'degraded', reason: fault }),
      facts: {
        ...{ latency_ms: milliseconds(latencyMs), hit_ratio: hitRatio ?? null },
        nodes: [{ name, ...nodeFacts(facts) }],
      },
      samples: [...overallSamples(answer, hitRatio), ...nodeSamples(name, facts)],
    },
  };
}
