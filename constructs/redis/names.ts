/** Names, ports, paths and keys of a Redis Cluster: what its images, its construct and its clients agree on. */
import type { Param } from '../values/expr';
import { str } from '../values/ops';

export const REDIS_PORT = 6379;
/** Nodes talk to each other there: always this far above the port of clients. */
export const BUS_PORT = REDIS_PORT + 10_000;
export const AGENT_PORT = 8181;
/** The names of the ports. */
export const PORT_NAMES = { redis: 'redis', bus: 'bus', agent: 'agent' } as const;

/** The keys of the Secret. Public: a change is a migration. */
export const SECRET_KEYS = {
  app: 'password',
  agent: 'agent-password',
  replication: 'replication-password',
  monitor: 'monitor-password',
} as const;

/** Where things are in the containers. */
export const PATHS = {
  config: '/etc/scaleout/redis',
  secrets: '/etc/scaleout/secrets',
  tls: '/etc/scaleout/tls',
  data: '/data',
  run: '/run/redis',
  token: '/var/run/secrets/kubernetes.io/serviceaccount',
} as const;
/** Made where the node runs, from the Secret. */
export const RUN_FILES = {
  users: `${PATHS.run}/users.acl`,
  secrets: `${PATHS.run}/secrets.conf`,
  socket: `${PATHS.run}/redis.sock`,
  /** There when the server may start: one for each address, as another one means that all have to be looked up again. */
  prepared: `${PATHS.run}/prepared-$(POD_IP)`,
} as const;
/** Files of the cluster's ConfigMap. */
export const CONFIG_FILES = { server: 'redis.conf', topology: 'topology.json' } as const;

/** The name of the claim. Public: a change loses the data. */
export const DATA_CLAIM = 'data';

/** Tells the pods of a shard from those of the others. */
export const SHARD_LABEL = 'scaleout.dev/redis-shard';

/** Fewer masters than these could not agree on a failover. */
export const LEAST_SHARDS = 3;
/** The names of all shards there can ever be are known beforehand: rights are given by name. */
export const MOST_SHARDS = 16;

/** What a StatefulSet was made with, as its annotations: facts that a change is held against. */
export const FACTS = {
  storage: 'scaleout.dev/storage-size',
  claims: 'scaleout.dev/claims',
  flavour: 'scaleout.dev/redis-flavour',
  tls: 'scaleout.dev/tls',
} as const;

/** Names of the Services. */
export const serviceNames = (name: Param<string>) => ({
  /** Leads to any node. */
  any: name,
  /** Resolves to each pod. */
  pods: str`${name}-pods`,
});

/** The name of a shard's StatefulSet. */
export const shardName = (name: Param<string>, shard: Param<number>): Param<string> => str`${name}-${shard}`;

/** The StatefulSets that can be removed one day: no cluster has fewer shards than the others. */
export const removableShards = (name: Param<string>): Param<string>[] =>
  Array.from({ length: MOST_SHARDS - LEAST_SHARDS }, (_, i) => shardName(name, LEAST_SHARDS + i));
