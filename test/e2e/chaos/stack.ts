import type { Context } from '../context';
import { ChartRelease, type Values } from '../faults/release';
import { names as postgres, PORTS as POSTGRES_PORTS, postgresValues, RELEASE } from '../postgres/stack';
import { PORTS as REDIS_PORTS, PREFIX, redisValues, selectors as redis } from '../redis/stack';
import { CERTIFICATE } from './load-pod';
import type { Ask, Plan } from './load/plan';

export const MEMBERS = 3;

/** How many pods each class has: what "everything" is. */
export const CLASSES = {
  edge: 2,
  frontend: 2,
  backend: 2,
  pooler: 2,
  postgres: MEMBERS,
  redis: 6,
  monitoring: 1,
} as const;
export type PodClass = keyof typeof CLASSES;

export const names = {
  edge: `${RELEASE}-edge`,
  tls: `${RELEASE}-tls`,
  redis: PREFIX,
  redisPods: `${PREFIX}-pods`,
  all: redis.all,
  of: (podClass: PodClass) => `${redis.all},app.kubernetes.io/component=${podClass}`,
} as const;

/** Small enough for two cores that are the servers' too. */
export const ASKS: readonly Ask[] = [
  { kind: 'page', path: '/', perSecond: 5 },
  { kind: 'api', path: '/api/v1/hello', perSecond: 10 },
  { kind: 'write', path: '/api/v1/notes', perSecond: 10 },
  { kind: 'redis', path: '/api/v1/visits', perSecond: 10 },
];
export const RATE = ASKS.reduce((sum, { perSecond }) => sum + perSecond, 0);

/** Longer than all events together take. */
const LONGEST_SECONDS = 4 * 3600;

export const planOf = (run: string): Plan => ({
  ...{ run, asks: ASKS, certificate: CERTIFICATE, seconds: LONGEST_SECONDS },
  edge: { host: names.edge, port: 443 },
  patroni: { host: postgres.pods, port: POSTGRES_PORTS.patroni },
  agents: { host: names.redisPods, port: REDIS_PORTS.agent },
});

/**
 * What is in the way of all others: edge, pooler, Postgres. The preset asks for so little for them that full cores, on which pods start all
 * the time, would leave them next to nothing: a pooler was then silent for seconds. It is the stack that is tested, not how processes are held back.
 */
const CPU = '100m';
const FIRST: Values = { resources: { requests: { cpu: CPU } } };

/** The whole chart: each class of pods with another one to take over. */
export class Stack extends ChartRelease {
  constructor(context: Context) {
    const pair = { autoscaling: { enabled: false }, replicas: 2 };
    super(context, RELEASE, {
      ...{ backend: pair, frontend: pair, pooler: { replicas: CLASSES.pooler, ...FIRST } },
      // All requests come from one address, and many at once when they had to wait.
      edge: { ...pair, ...FIRST, routes: { api: { connections: 0, rateLimit: { requests: 0 } } } },
      postgres: postgresValues(MEMBERS, 'balanced', CPU),
      redis: redisValues('redis'),
    });
  }

  /** Has every pod replaced: all images of the project by others. */
  async roll(tag: string): Promise<void> {
    const image: Values = { image: { tag } };
    await this.change({
      ...{ backend: image, frontend: image, sidecar: image, pooler: image, postgres: image },
      redis: { agent: image },
    });
  }
}
