/** Looks at Redis: a cluster or a single one. */
import { sample } from '@scaleout/health-contract';
import type { Collector } from '../collector';
import type { Configuration } from '../configuration';
import { Trouble } from '../trouble';
import type { Address } from './connection';
import { Connections, type Nodes } from './connections';
import { ATTEMPTS, lookAtAny, lookAtEvery, lookAtOne, type Look, type Means } from './looks';
import { UNKNOWN_FACTS } from './told';

/** What a test may replace, and what is not Redis' own. */
export interface RedisCollectorOptions {
  /** Seconds that a run may take, as the sampler has it: each node gets a share, so that a silent one hides no others. @default 2 */
  readonly timeoutSeconds?: number;
  /** @default - connections by ioredis */
  readonly nodes?: Nodes & { readonly close?: () => void };
}

export function redisCollector(
  config: NonNullable<Configuration['redis']>,
  { timeoutSeconds = 2, nodes }: RedisCollectorOptions = {},
): Collector {
  const runMs = timeoutSeconds * 1000;
  const trouble = new Trouble();
  const connections = nodes ?? new Connections(config, runMs, trouble.tell);
  const means: Means = { config, nodes: connections, runMs };
  const look = lookFor(config);
  const seeds = config.nodes.map(({ host, port }): Address => ({ host, port }));
  /** The node that answered last is asked first. */
  let good: Address | undefined;
  /** With whom it begins otherwise: after those that were silent. */
  let passed = 0;
  return {
    name: 'redis',
    scope: 'shared',
    whenFailed: { facts: UNKNOWN_FACTS, samples: sample('redis_up', false, {}) },
    onTrouble: trouble.listen,
    async collect(signal) {
      const first = good === undefined ? passed : seeds.indexOf(good);
      const candidates = [...seeds.slice(first), ...seeds.slice(0, first)];
      try {
        const { reading, good: answered, asked } = await look(means, candidates, signal);
        good = answered;
        connections.keepOnly(asked);
        return reading;
      } catch (error) {
        good = undefined;
        passed = (passed + ATTEMPTS) % seeds.length;
        throw error;
      }
    },
    close() {
      connections.keepOnly([]);
    },
  };
}

function lookFor({
  mode,
  depth,
}: NonNullable<Configuration['redis']>): (
  means: Means,
  candidates: readonly Address[],
  signal: AbortSignal,
) => Promise<Look> {
  if (mode === 'standalone') return lookAtOne;
  return depth === 'every-node' ? lookAtEvery : lookAtAny;
}
