export { redisCollector, type RedisCollectorOptions } from './collector';
