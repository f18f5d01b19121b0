/**
 * The options with which ioredis 6 survives what happens to a Redis Cluster: a master that hands over, dies, or comes back with another
 * address. Each was found by measurement; docs/redis-client.md says what with.
 */
import type { ClusterNode, ClusterOptions, RedisOptions } from 'ioredis';
import { readEnvironment, type Endpoint, type RedisEnv } from './environment';

/** How long a command waits for Redis in all, from the call on; then it fails with `Command timed out`. */
export const COMMAND_TIMEOUT_MS = 30_000;

/** What holds for each connection to a node, in a cluster or not. */
export const CONNECTION_OPTIONS = {
  /**
   * How long a connection may take. An address that no pod has any more does not refuse, it is silent; the default of 10 s would be the
   * longest part of every failover. Longer than the second that TCP waits before it sends its first packet again.
   */
  connectTimeout: 1200,
  /**
   * How long a node may be silent while it is owed an answer; then its connection is given up, and its commands go to whoever has their
   * slots now. Longer than the nodes wait for each other (`cluster-node-timeout`, 4 s), so that there is somebody who has. Without it,
   * commands to a node whose network is cut wait for the next look at the cluster's shape, up to 8 s after another has taken over.
   */
  socketTimeout: 5000,
  /**
   * The bound in time of everything below. It has to be longer than an outage that should not be noticed, else it turns one into errors: 8 s
   * when a node is lost, 12 s and the start of the pods when all were killed. Without it, commands that were on their way to a node that
   * never answers again never settle.
   */
  commandTimeout: COMMAND_TIMEOUT_MS,
} as const satisfies RedisOptions;

/** For commands that wait at the server, as BLPOP does: that it is silent, and for how long, says nothing there. */
const WITHOUT_TIMEOUTS = { socketTimeout: undefined, commandTimeout: undefined } as const satisfies RedisOptions;

/** What a client of a cluster needs. `clusterNodeRetryStrategy` is missing on purpose: docs/redis-client.md says why. */
export const CLUSTER_OPTIONS = {
  /**
   * Asks the cluster for its shape every 5 s. ioredis does so by default only when a command is sent to the wrong node or a connection
   * breaks; a node that falls silent does neither, and its connection would be used until TCP gives up, minutes later.
   */
  slotsRefreshInterval: 5000,
  /** How long one node may take to tell the shape before another is asked. The default, 1 s, is too short for a node that is just loading. */
  slotsRefreshTimeout: 3000,
  /**
   * How often a command is sent again, for whatever reason. Each pause of half a second takes two: a living node says `MOVED`, and the dead
   * one refuses. So 32 last for 8 to 10 s, which is no longer than a failover; 150 last longer than {@link COMMAND_TIMEOUT_MS}, which is the
   * bound that is meant.
   */
  maxRedirections: 150,
  /** The pause before a command goes out again whose connection broke. Shorter ones were not faster: the failover is what takes its time. */
  retryDelayOnFailover: 500,
  /** The same for `CLUSTERDOWN`, which a node says while a slot has no master. */
  retryDelayOnClusterDown: 500,
  /** When no node is left, from the first ones again and for ever: without end, as an app that gave up would have to be restarted by hand. */
  clusterRetryStrategy: (attempt: number) => Math.min(attempt * 100, 2000),
  redisOptions: CONNECTION_OPTIONS,
} as const satisfies ClusterOptions;

/** What a client of a single Redis needs. */
export const STANDALONE_OPTIONS = {
  ...CONNECTION_OPTIONS,
  /** Again and for ever, every two seconds at least. */
  retryStrategy: (attempt: number) => Math.min(attempt * 100, 2000),
  /** Commands wait for {@link COMMAND_TIMEOUT_MS}, and not for a number of attempts (20 by default), which says nothing about time. */
  maxRetriesPerRequest: null,
} as const satisfies RedisOptions;

/** With TLS the nodes are called by their names, which are in their certificates; ioredis would look them up and use the addresses. */
const BY_NAME = {
  dnsLookup: (address, callback) => {
    callback(null, address);
  },
} as const satisfies ClusterOptions;

/** The files that an environment names. */
export interface RedisFiles {
  readonly passwordFile: string | undefined;
  readonly caFile: string | undefined;
}

/** What an environment asks for: no Redis at all, one, or a cluster. Password and CA certificate are in files, and not in the options. */
export type RedisSettings =
  | { readonly mode: 'none' }
  | (RedisFiles & { readonly mode: 'standalone'; readonly options: RedisOptions & Endpoint })
  | (RedisFiles & { readonly mode: 'cluster'; readonly nodes: ClusterNode[]; readonly options: ClusterOptions });

/** What the client is for. */
export interface RedisPurpose {
  /**
   * It sends commands that wait at the server for more than five seconds (BLPOP, XREAD BLOCK …), and no others: they would wait behind those.
   * A node that falls silent is noticed later then.
   * @default false
   */
  readonly blocking?: boolean;
}

/**
 * The options for the Redis that `env` names. Reads nothing but `env`.
 *
 * @throws RedisEnvError when `env` is not usable
 */
export function redisOptions(env: RedisEnv, { blocking = false }: RedisPurpose = {}): RedisSettings {
  const connection = readEnvironment(env);
  if (connection === undefined) return { mode: 'none' };
  const { mode, nodes, passwordFile, caFile } = connection;
  const files = { passwordFile, caFile };
  const timeouts = blocking ? WITHOUT_TIMEOUTS : {};
  if (mode === 'standalone') return { mode, ...files, options: { ...STANDALONE_OPTIONS, ...timeouts, ...nodes[0] } };
  const options = {
    ...CLUSTER_OPTIONS,
    redisOptions: { ...CONNECTION_OPTIONS, ...timeouts },
    ...(caFile === undefined ? {} : BY_NAME),
  };
  return { mode, ...files, nodes: nodes.map((node) => ({ ...node })), options };
}
