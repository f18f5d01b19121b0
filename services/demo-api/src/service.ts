import { defineService } from '@scaleout/runtime';
import { config, version } from '../package.json';
import { addHello } from './hello';
import { redisEnv, useRedis } from './redis';
import { addVisits } from './visits';
import { addWork } from './work';

const name = 'demo-api';

/** The demonstration's API: says who answered, works on request, and counts visits when it has a Redis. */
export const demoApi = defineService({
  name,
  version,
  ...config,
  env: redisEnv,
  register: (app, { identity, env }) => {
    addHello(app, identity);
    addWork(app, identity);
    addVisits(app, identity, { redis: useRedis(app, name, env), patienceMs: env.REDIS_PATIENCE_SECONDS * 1000 });
  },
});
