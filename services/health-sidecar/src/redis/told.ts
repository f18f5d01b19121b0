/** What is told of Redis: facts for `deep`, values for Prometheus. */
import { sample, type Sample } from '@scaleout/health-contract';
import type { Facts } from './answers';
import type { Told } from './ask';
import type { Expected, Judgement, Member, Shard } from './judge';

/** Facts while nobody answers: nothing is known, and least of all that there is nothing. */
export const UNKNOWN_FACTS = { latency_ms: null, hit_ratio: null, slots: null, shards: null, nodes: null } as const;

/** To the microsecond. */
export const milliseconds = (value: number): number => Math.round(value * 1000) / 1000;

/** Facts of one node, beside its name. */
export const nodeFacts = (facts: Facts) => ({
  role: facts.role,
  link: facts.linkUp === undefined ? null : facts.linkUp ? 'up' : 'down',
  memory_used_bytes: facts.memoryUsed ?? null,
  memory_max_bytes: facts.memoryMax ?? null,
  keys: facts.keys ?? null,
  clients: facts.clients ?? null,
  hits: facts.hits ?? null,
  misses: facts.misses ?? null,
  evicted: facts.evicted ?? null,
});

/** Facts of a node of a cluster of which each was asked. */
export const memberFacts = ({ name, seen: { told, listed, silence }, lagBytes }: Member) => ({
  name,
  answers: told !== undefined,
  ...(told === undefined ? { role: listed.role, reason: silence ?? null } : nodeFacts(told.facts)),
  lag_bytes: lagBytes ?? null,
});

/** Values of Redis as a whole. */
export const overallSamples = ({ latencyMs }: Told, hitRatio: number | undefined): Sample[] => [
  ...sample('redis_up', true, {}),
  ...sample('redis_latency_seconds', latencyMs / 1000, {}),
  ...sample('redis_hit_ratio', hitRatio, {}),
];

/** Values of a cluster as a whole. */
export const clusterSamples = (
  slots: Judgement['slots'],
  shards: readonly Shard[],
  expected: Expected | undefined,
): Sample[] => [
  ...sample('redis_slots_assigned', slots.assigned, {}),
  ...sample('redis_slots_ok', slots.ok, {}),
  ...sample('redis_shards', shards.length, {}),
  ...sample('redis_shards_expected', expected?.shards, {}),
];

/** Values of one node. */
export const nodeSamples = (node: string, facts: Facts): Sample[] => [
  ...sample('redis_node_up', true, { node }),
  ...sample('redis_node_master', facts.role === 'master', { node }),
  ...sample('redis_link_up', facts.linkUp, { node }),
  ...sample('redis_memory_used_bytes', facts.memoryUsed, { node }),
  ...sample('redis_memory_max_bytes', facts.memoryMax, { node }),
  ...sample('redis_keys', facts.keys, { node }),
  ...sample('redis_clients', facts.clients, { node }),
  ...sample('redis_hits_total', facts.hits, { node }),
  ...sample('redis_misses_total', facts.misses, { node }),
  ...sample('redis_evicted_keys_total', facts.evicted, { node }),
];

/** Values of a node of a cluster of which each was asked. */
export const memberSamples = ({ name, seen: { told }, lagBytes }: Member): Sample[] =>
  told === undefined
    ? sample('redis_node_up', false, { node: name })
    : [...nodeSamples(name, told.facts), ...sample('redis_replication_lag_bytes', lagBytes, { node: name })];
