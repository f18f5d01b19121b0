/** The reference stack, written in the language that a library user has: values in place of literals, nothing else. */
import { z } from 'zod';
import { NginxEdge } from '../constructs/edge/nginx-edge';
import { edgeValues } from '../constructs/edge/values';
import { Pooler } from '../constructs/pooler/pooler';
import { poolerValues } from '../constructs/pooler/values';
import { DATABASE_ENV } from '../constructs/postgres/client';
import { PostgresCluster } from '../constructs/postgres/postgres-cluster';
import { databaseClientValues, postgresValues } from '../constructs/postgres/values';
import { REDIS_ENV } from '../constructs/redis/client';
import { RedisCluster } from '../constructs/redis/redis-cluster';
import { redisValues } from '../constructs/redis/values';
import { HealthMonitor } from '../constructs/sidecar/health-monitor';
import { HealthSidecar } from '../constructs/sidecar/health-sidecar';
import { monitorValues, sidecarValues } from '../constructs/sidecar/values';
import { SecretsJob } from '../constructs/secrets/secrets-job';
import { taskValues } from '../constructs/tasks/values';
import { SmokeTest, smokeTestValues } from '../constructs/workload/smoke-test';
import { connectedServiceValues, FASTNEXT, webServiceValues } from '../constructs/workload/values';
import { WebService } from '../constructs/workload/web-service';
import { edgeRoutes, ROUTES } from './edge-routes';
import { globalValues } from './global-values';
import { PRESETS } from './presets';
import { defineStack } from './stack';

/** The demo that stands in for the API, and asks in the smoke test, as it has Node.js in it. */
const DEMO_API = 'scaleout/demo-api';

export const fastnext = defineStack({
  name: 'fastnext',
  description:
    'A horizontally scaled web application: an nginx edge, backend and frontend with autoscaling and safe roll-outs, Postgres with automatic failover, a Redis Cluster that heals',
  keywords: ['web', 'autoscaling', 'high-availability', 'nginx', 'backend', 'frontend', 'postgres', 'redis', 'valkey'],
  presets: PRESETS,
  schema: z.strictObject({
    ...globalValues(),
    backend: connectedServiceValues(
      'The API.',
      {
        image: DEMO_API,
        port: 8000,
        replicas: [3, 20],
        source: FASTNEXT,
        cpu: ['250m', '1'],
        memory: ['256Mi', '512Mi'],
        reservedEnv: [...DATABASE_ENV, ...REDIS_ENV],
      },
      { database: databaseClientValues() },
    ),
    frontend: webServiceValues('The web pages.', {
      image: 'scaleout/demo-web',
      port: 3000,
      replicas: [2, 10],
      source: FASTNEXT,
      cpu: ['100m', '500m'],
      memory: ['128Mi', '256Mi'],
      reservedEnv: ['BACKEND_URL'],
    }),
    edge: edgeValues(edgeRoutes()),
    postgres: postgresValues(),
    pooler: poolerValues(),
    redis: redisValues(),
    sidecar: sidecarValues(),
    monitoring: monitorValues(),
    tasks: taskValues(),
    smokeTest: smokeTestValues(DEMO_API),
  }),
  build: (stack, values) => {
    const database = new PostgresCluster(stack.chart('postgres'), 'postgres', {
      ...values.postgres,
      tasks: values.tasks,
    });
    new Pooler(stack.chart('pooler'), 'pooler', { ...values.pooler, database });

    const cache = new RedisCluster(stack.chart('redis'), 'redis', { ...values.redis, tasks: values.tasks });

    const { database: connections, ...backendValues } = values.backend;
    const backend = new WebService(stack.chart('backend'), 'backend', backendValues);
    backend.connect(database, connections).connect(cache);
    const frontend = new WebService(stack.chart('frontend'), 'frontend', values.frontend);
    frontend.connect(backend);

    const { routes, ...edgeProps } = values.edge;
    const edge = new NginxEdge(stack.chart('edge'), 'edge', edgeProps);
    edge
      .route(ROUTES.api, backend, routes.api)
      .route(ROUTES.login, backend, routes.login, { name: 'login', match: 'exact' })
      .route(ROUTES.static, frontend, routes.static, { name: 'static' })
      .route(ROUTES.web, frontend, routes.web, { name: 'web' });

    const sidecar = new HealthSidecar(stack.chart('sidecar'), 'sidecar', values.sidecar);
    sidecar.watch(backend).watch(frontend).watch(edge);
    new HealthMonitor(stack.chart('monitoring'), 'monitoring', { ...values.monitoring, sidecar, database, cache });

    new SecretsJob(stack.chart('secrets'), 'secrets', values.tasks);
    new SmokeTest(stack.chart('smoke-test'), 'smoke-test', {
      ...values.smokeTest,
      urls: [backend.healthUrl, frontend.healthUrl],
    });
  },
});
