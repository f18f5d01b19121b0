import type { RedisEnv } from '../../../services/redis-client/src';
import type { Context } from '../context';
import { ChartRelease, type Values } from '../faults/release';
import type { Shape } from './judge/places';
import type { Access, Canaries, Plan, WatchedNode } from './load/plan';

export const FLAVOURS = ['redis', 'valkey'] as const;
export type Flavour = (typeof FLAVOURS)[number];

export const RELEASE = 'fastnext';
/** The cluster under test, by the names that its design gives. */
export const PREFIX = `${RELEASE}-redis`;
export const SECRET = PREFIX;
export const PORTS = { redis: 6379, agent: 8181 } as const;
export const CONTAINERS = { agent: 'agent', server: 'redis' } as const;

export const selectors = {
  /** Nodes of all releases in the namespace. */
  nodes: 'app.kubernetes.io/component=redis',
  all: `app.kubernetes.io/instance=${RELEASE}`,
} as const;

/** The shape that most events begin with. */
export const USUAL: Shape = { shards: 3, replicasPerShard: 1 };

/** Where the load has its passwords. */
export const SECRETS = '/etc/scaleout/redis';

/** What a connection would give to an app. */
const envOf = (prefix: string): RedisEnv => ({
  REDIS_MODE: 'cluster',
  REDIS_CLUSTER_NODES: `${prefix}:${PORTS.redis}`,
  REDIS_PASSWORD_FILE: `${SECRETS}/password`,
});

/** Nodes are asked as their agents do. */
export const ACCESS: Access = { user: 'agent', passwordFile: `${SECRETS}/agent-password`, agentPort: PORTS.agent };

export const canariesOf = (prefix: string): Canaries => ({ env: envOf(prefix), name: prefix });

/** Fast enough to tell 20 ms, slow enough to leave a small machine to the cluster. */
const RATES = { writesPerSecond: 240, readsPerSecond: 60 } as const;
/** Longer than any event takes. */
const LONGEST_SECONDS = 1800;

export const planOf = (run: string, nodes: readonly WatchedNode[]): Plan => ({
  ...{ run, ...canariesOf(PREFIX), ...RATES, access: ACCESS, nodes, seconds: LONGEST_SECONDS },
});

/** Nodes with little memory: what is tested does not depend on how much there is. */
export const redisValues = (flavour: Flavour): Values => ({
  ...{ mode: 'cluster', flavour, ...USUAL, maxMemory: '64Mi', replication: { backlog: '16Mi' } },
  storage: { size: '1Gi' },
  // It is the cluster that is tested, not how long a held back process takes to start.
  resources: { requests: { cpu: '50m', memory: '128Mi' }, limits: { cpu: '2', memory: '256Mi' } },
});

/** The stack under test: a small release of the chart with a whole Redis Cluster. */
export class Stack extends ChartRelease {
  constructor(
    context: Context,
    readonly flavour: Flavour,
  ) {
    const one = { autoscaling: { enabled: false }, replicas: 1 };
    const edge = { enabled: false };
    super(context, RELEASE, { backend: one, frontend: one, edge, redis: redisValues(flavour) });
  }

  /** Asks for another shape. */
  async reshape({ shards, replicasPerShard }: Shape): Promise<void> {
    await this.change({ redis: { shards, replicasPerShard } });
  }

  /** Takes it away with its data; the passwords stay, which the client has already. */
  async remove(): Promise<void> {
    const { helm, kubectl } = this.context;
    await helm.run('uninstall', this.name, '--wait');
    const gone = ['delete', 'statefulsets,pods,persistentvolumeclaims', '--selector', selectors.all, '--wait'];
    await kubectl.run(gone, { seconds: 300 });
  }
}
