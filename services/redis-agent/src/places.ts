/** Names of pods and nodes, and the places that they stand for. */
import type { AgentEnv } from './env';
import type { Place } from './model';

/** Most shards there can be; the names of their StatefulSets are known beforehand. */
export const MOST_SHARDS = 16;

export interface Naming {
  readonly prefix: string;
  readonly podsService: string;
  readonly namespace: string;
}

export const namingOf = (env: AgentEnv): Naming => ({
  prefix: env.REDIS_PREFIX,
  podsService: env.REDIS_PODS_SERVICE,
  namespace: env.POD_NAMESPACE,
});

export const podName = ({ prefix }: Naming, { shard, ordinal }: Place): string => `${prefix}-${shard}-${ordinal}`;

/** The name that a node announces, and that leads to it. */
export const hostnameOf = (naming: Naming, pod: string): string =>
  `${pod}.${naming.podsService}.${naming.namespace}.svc`;

/** Where a pod belongs; undefined when it is none of ours. */
export function placeOf({ prefix }: Naming, pod: string): Place | undefined {
  if (!pod.startsWith(`${prefix}-`)) return undefined;
  const match = /^(\d{1,2})-(\d{1,2})$/.exec(pod.slice(prefix.length + 1));
  return match === null ? undefined : { shard: Number(match[1]), ordinal: Number(match[2]) };
}
