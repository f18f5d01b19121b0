import { Cluster, Redis, type ClusterOptions, type RedisOptions } from 'ioredis';
import { lookNoMore } from './end';
import { NODES_RULE, RedisEnvError, type RedisEnv } from './environment';
import { COMMAND_TIMEOUT_MS, redisOptions, type RedisFiles, type RedisPurpose } from './options';
import { redact } from './redact';
import { SecretFile } from './secret-file';
import { boundWaiting } from './waiting';

/** A client of either kind. */
export type RedisClient = Cluster | Redis;

/** What a caller may choose. */
export interface ConnectOptions extends RedisPurpose {
  /**
   * Hears of every connection that fails or is lost, for a log; no password is in the errors. The client tries again by itself.
   * @default - nobody does
   */
  readonly onError?: (error: Error) => void;
  /**
   * How many commands may wait while Redis does not answer; others fail with SCALE-CLIENT-003. One takes a kilobyte or so, and what it
   * carries.
   * @default 10000
   */
  readonly maxWaiting?: number;
}

/**
 * A client for the Redis that `env` names. It is there at once; commands wait until the connection is. It never gives up by itself: end it
 * with `disconnect()`.
 *
 * @throws RedisEnvError when `env` names no Redis or is not usable
 * @throws RedisClientError when a file that `env` names cannot be read
 */
export function connectRedis(env: RedisEnv, options: ConnectOptions = {}): RedisClient {
  const { onError, maxWaiting = 10_000, blocking = false } = options;
  const settings = redisOptions(env, { blocking });
  if (settings.mode === 'none') {
    throw new RedisEnvError([{ variable: 'REDIS_CLUSTER_NODES', value: 'not set', rule: NODES_RULE }]);
  }
  const secrets = secretsOf(settings);
  const client =
    settings.mode === 'cluster'
      ? connectCluster(settings.nodes, settings.options, secrets)
      : connectStandalone(settings.options, secrets);
  boundWaiting(client, { commands: maxWaiting, ms: blocking ? undefined : COMMAND_TIMEOUT_MS });
  // 'error' without a listener would end the process; 'node error' is of one node of a cluster.
  for (const event of ['error', 'node error']) {
    client.on(event, (error: Error) => {
      redact(error);
      onError?.(error);
    });
  }
  return client;
}

/** What makes a connection an authenticated and encrypted one, each time anew. */
type Secrets = Pick<RedisOptions, 'password' | 'tls'>;

function connectCluster(nodes: ConstructorParameters<typeof Cluster>[0], options: ClusterOptions, secrets: Secrets) {
  const redisOptions = readingAnew({ ...options.redisOptions }, secrets);
  const cluster = new Cluster(nodes, { ...options, redisOptions });
  // The pool of connections has its own copy of the options, of when the client was made. A node is announced before it is connected to.
  cluster.on('+node', (node: Redis) => {
    readingAnew(node.options, secrets);
    tellWhy(cluster, node);
  });
  lookNoMore(cluster);
  return cluster;
}

/**
 * The connections over which the cluster is asked for its shape are copies of others, and ioredis drops what goes wrong with them: all that
 * is heard of a wrong CA would be `Connection is closed.`.
 */
function tellWhy(cluster: Cluster, node: Redis): void {
  const duplicate = node.duplicate.bind(node);
  node.duplicate = (override) => {
    const copy = duplicate(override);
    copy.on('error', (error) => cluster.emit('node error', error));
    return copy;
  };
}

function connectStandalone(options: RedisOptions, secrets: Secrets): Redis {
  const redis = new Redis(readingAnew({ ...options }, secrets));
  readingAnew(redis.options, secrets);
  return redis;
}

function secretsOf({ passwordFile, caFile }: RedisFiles): Secrets {
  const password = passwordFile === undefined ? undefined : new SecretFile('password of Redis', passwordFile);
  const ca = caFile === undefined ? undefined : new SecretFile('CA certificate of Redis', caFile);
  return {
    get password() {
      return password?.content;
    },
    // ioredis keeps this very object, and asks it with each connection.
    tls:
      ca === undefined
        ? undefined
        : {
            get ca() {
              return ca.content;
            },
          },
  };
}

/** Lets `options` ask for the password with each connection: ioredis does not copy what it finds there before it needs it. */
function readingAnew<Options extends object>(options: Options, secrets: Secrets): Options & Secrets {
  const password = { get: () => secrets.password, enumerable: true, configurable: true };
  return Object.defineProperty(Object.assign(options, { tls: secrets.tls }), 'password', password);
}
