export { CLIENT_CODES, RedisClientError, type ClientCode } from './codes';
export { connectRedis, type ConnectOptions, type RedisClient } from './connect';
export { lookNoMore } from './end';
export {
  readEnvironment,
  REDIS_VARIABLES,
  RedisEnvError,
  type Connection,
  type Endpoint,
  type RedisEnv,
  type RedisEnvProblem,
  type RedisVariable,
} from './environment';
export {
  CLUSTER_OPTIONS,
  COMMAND_TIMEOUT_MS,
  redisOptions,
  STANDALONE_OPTIONS,
  type RedisFiles,
  type RedisPurpose,
  type RedisSettings,
} from './options';
