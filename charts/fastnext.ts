/** The reference stack, written in the language that a library user has: values in place of literals, nothing else. */
import { z } from 'zod';
import { NginxEdge } from '../constructs/edge/nginx-edge';
import { edgeValues } from '../constructs/edge/values';
import { NetworkPolicies } from '../constructs/network/network-policies';
import { networkValues } from '../constructs/network/values';
import { Pooler } from '../constructs/pooler/pooler';
import { poolerValues } from '../constructs/pooler/values';
import { DATABASE_ENV } from '../constructs/postgres/client';
import { PostgresCluster } from '../constructs/postgres/postgres-cluster';
import { databaseClientValues, postgresValues } from '../constructs/postgres/values';
import { REDIS_ENV } from '../constructs/redis/client';
import { NamespaceQuota } from '../constructs/quota/namespace-quota';
import { quotaValues } from '../constructs/quota/values';
import { RedisCluster } from '../constructs/redis/redis-cluster';
import { redisValues } from '../constructs/redis/values';
import { HealthMonitor } from '../constructs/sidecar/health-monitor';
import { HealthSidecar } from '../constructs/sidecar/health-sidecar';
import { monitorValues, sidecarValues } from '../constructs/sidecar/values';
import { SecretsJob } from '../constructs/secrets/secrets-job';
import { Migration } from '../constructs/tasks/migration';
import { migrationValues, taskValues } from '../constructs/tasks/values';
import { block } from '../constructs/values/refs';
import { SmokeTest, smokeTestValues } from '../constructs/workload/smoke-test';
import { connectedServiceValues, FASTNEXT } from '../constructs/workload/values';
import { WebService } from '../constructs/workload/web-service';
import { addCanary, canaryValues } from './canary';
import { edgeRoutes, ROUTES } from './edge-routes';
import { globalValues } from './global-values';
import { PRESETS } from './presets';
import { defineStack } from './stack';

/** The demo that stands in for the API, and asks in the smoke test, as it has Node.js in it. */
const DEMO_API = 'scaleout/demo-api';
const DEMO_WEB = 'scaleout/demo-web';

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
      { database: databaseClientValues(), canary: canaryValues(DEMO_API), migration: migrationValues() },
    ),
    frontend: connectedServiceValues(
      'The web pages.',
      {
        image: DEMO_WEB,
        port: 3000,
        replicas: [2, 10],
        source: FASTNEXT,
        cpu: ['100m', '500m'],
        memory: ['128Mi', '256Mi'],
        reservedEnv: ['BACKEND_URL'],
      },
      { canary: canaryValues(DEMO_WEB) },
    ),
    edge: edgeValues(edgeRoutes()),
    postgres: postgresValues(),
    pooler: poolerValues(),
    redis: redisValues(),
    sidecar: sidecarValues(),
    monitoring: monitorValues(),
    tasks: taskValues(),
    smokeTest: smokeTestValues(DEMO_API),
    network: networkValues(),
    quota: quotaValues(),
  }),
  build: (stack, values) => {
    const database = new PostgresCluster(stack.chart('postgres'), 'postgres', {
      ...values.postgres,
      tasks: values.tasks,
    });
    new Pooler(stack.chart('pooler'), 'pooler', { ...values.pooler, database });

    const cache = new RedisCluster(stack.chart('redis'), 'redis', { ...values.redis, tasks: values.tasks });

    const { database: connections, canary: apiCanary, migration, ...backendValues } = values.backend;
    const apiChart = stack.chart('backend');
    const backend = new WebService(apiChart, 'backend', backendValues);
    const nextBackend = addCanary(apiChart, 'api-canary', backend, backendValues, apiCanary);
    for (const api of [backend, nextBackend]) api.connect(database, connections).connect(cache);
    new Migration(apiChart, 'backend-migration', {
      ...{ settings: migration, of: backend, service: backendValues },
      inputs: { database: block(values.postgres), pooled: values.pooler.enabled, cache: block(values.redis) },
    })
      .connect(database, { pool: 1 })
      .connect(cache, {});

    const { canary: webCanary, ...frontendValues } = values.frontend;
    const webChart = stack.chart('frontend');
    const frontend = new WebService(webChart, 'frontend', frontendValues);
    const nextFrontend = addCanary(webChart, 'web-canary', frontend, frontendValues, webCanary);
    for (const web of [frontend, nextFrontend]) web.connect(backend);

    const { routes, ...edgeProps } = values.edge;
    const edge = new NginxEdge(stack.chart('edge'), 'edge', edgeProps);
    const api = { canary: nextBackend };
    const web = { canary: nextFrontend };
    edge
      .route(ROUTES.api, backend, routes.api, api)
      .route(ROUTES.login, backend, routes.login, { ...api, name: 'login', match: 'exact' })
      .route(ROUTES.static, frontend, routes.static, { ...web, name: 'static' })
      .route(ROUTES.web, frontend, routes.web, { ...web, name: 'web' });

    const sidecar = new HealthSidecar(stack.chart('sidecar'), 'sidecar', values.sidecar);
    for (const each of [backend, nextBackend, frontend, nextFrontend, edge]) sidecar.watch(each);
    new HealthMonitor(stack.chart('monitoring'), 'monitoring', { ...values.monitoring, sidecar, database, cache });

    new SecretsJob(stack.chart('secrets'), 'secrets', values.tasks);
    new SmokeTest(stack.chart('smoke-test'), 'smoke-test', {
      ...values.smokeTest,
      asks: [backend, frontend],
    });
    new NamespaceQuota(stack.chart('quota'), 'quota', values.quota);
    // Last: it follows from all that was connected.
    new NetworkPolicies(stack.chart('network'), 'network', {
      ...values.network,
      scrapers: values.sidecar.scrapeFrom,
    });
  },
});
