import { connectRedis, REDIS_VARIABLES, redisOptions, RedisEnvError, type RedisClient } from '@scaleout/redis-client';
import { ConfigError, text, wholeNumber, type Env, type FastifyInstance } from '@scaleout/runtime';

const variable = text({ fallback: '', max: 4096 });

/** What a connection to Redis gives; what each of it has to be is known to the client. */
const connection = Object.fromEntries(REDIS_VARIABLES.map((name) => [name, variable])) as Record<
  (typeof REDIS_VARIABLES)[number],
  typeof variable
>;

export const redisEnv = {
  ...connection,
  /** How long a request waits for Redis: longer than a failover, and short enough to be over when the service stops. */
  REDIS_PATIENCE_SECONDS: wholeNumber({ min: 1, max: 60, fallback: 10 }),
};

/** Redis as the routes use it. */
export interface RedisUse {
  /** Undefined: this installation has none. */
  readonly redis: RedisClient | undefined;
  /** How long a request waits for it. */
  readonly patienceMs: number;
}

/**
 * The Redis that the environment names, undefined when it names none. It is connected to beside the start, and left when all requests are
 * answered; whether it is there is nobody's condition for being ready.
 *
 * @throws ConfigError when the environment is not usable
 */
export function useRedis(app: FastifyInstance, service: string, env: Env<typeof redisEnv>): RedisClient | undefined {
  try {
    if (redisOptions(env).mode === 'none') return undefined;
    const client = connectRedis(env, { onError: tellOnce(app) });
    client.on('ready', () => {
      app.log.info('redis is connected');
    });
    app.addHook('onClose', (_app, done) => {
      client.disconnect();
      done();
    });
    return client;
  } catch (error) {
    if (error instanceof RedisEnvError) throw new ConfigError(service, error.problems);
    throw error;
  }
}

/** A Redis that is away fails several times a second, for one and the same reason. */
function tellOnce(app: FastifyInstance): (error: Error) => void {
  const pause = 10_000;
  let quietUntil = 0;
  return (error) => {
    if (Date.now() < quietUntil) return;
    quietUntil = Date.now() + pause;
    app.log.warn({ reason: error.message }, 'redis cannot be reached, trying again');
  };
}
