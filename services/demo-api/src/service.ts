import cookie from '@fastify/cookie';
import { defineService } from '@scaleout/runtime';
import { config, version } from '../package.json';
import { databaseEnv, useDatabase } from './database';
import { addEcho } from './echo';
import { addHello } from './hello';
import { addNotes } from './notes';
import { redisEnv, useRedis } from './redis';
import { addSession } from './session';
import { addStack } from './stack';
import { addSummary, summaryEnv } from './summary';
import { addVisits } from './visits';
import { addWork } from './work';

const name = 'demo-api';

/** The demonstration's API: says who answered, and uses all that a stack gives its backend; docs/demo.md has its endpoints. */
export const demoApi = defineService({
  name,
  version,
  ...config,
  env: { ...redisEnv, ...databaseEnv, ...summaryEnv },
  register: async (app, { identity, env }) => {
    await app.register(cookie);
    const redis = { redis: useRedis(app, name, env), patienceMs: env.REDIS_PATIENCE_SECONDS * 1000 };
    const database = useDatabase(app, name, env);
    addHello(app, identity);
    addWork(app, identity);
    addVisits(app, identity, redis);
    addSession(app, identity, redis);
    addNotes(app, identity, database);
    addSummary(app, identity, { ...redis, database, seconds: env.SUMMARY_CACHE_SECONDS });
    addStack(app, identity, { ...redis, database });
    await addEcho(app, identity);
  },
});
