import type { Context } from '../context';
import { ChartRelease, type Values } from '../faults/release';
import type { Login, Path, Plan } from './load/plan';

export const DURABILITY = ['balanced', 'zero-loss'] as const;
export type Durability = (typeof DURABILITY)[number];

export const RELEASE = 'fastnext';
/** Names of the stack's objects, as its design has them. */
export const names = {
  statefulSet: `${RELEASE}-postgres`,
  leader: `${RELEASE}-postgres`,
  replicas: `${RELEASE}-postgres-replicas`,
  pods: `${RELEASE}-postgres-pods`,
  secret: `${RELEASE}-postgres`,
  pooler: `${RELEASE}-pooler`,
  poolerReplicas: `${RELEASE}-pooler-replicas`,
  members: `app.kubernetes.io/instance=${RELEASE},app.kubernetes.io/component=postgres`,
  poolers: `app.kubernetes.io/instance=${RELEASE},app.kubernetes.io/component=pooler`,
  backend: `${RELEASE}-backend`,
  all: `app.kubernetes.io/instance=${RELEASE}`,
  claim: (ordinal: number) => `data-${RELEASE}-postgres-${ordinal}`,
} as const;

const APP = { database: 'app', user: 'app', passwordKey: 'app-password' } as const;
export const PORTS = { postgres: 5432, pooler: 6432, patroni: 8008 } as const;

/** Straight to Postgres: give up soon, try again. */
const impatient = { connectTimeoutMs: 500, queryTimeoutMs: 2000 } as const;
/** Through the pooler: it waits for the primary in our place. */
const patient = { connectTimeoutMs: 5000, queryTimeoutMs: 15_000 } as const;
const writer = { kind: 'write', connections: 5, perSecond: 50 } as const;
const reader = { kind: 'read', connections: 4, perSecond: 25 } as const;

/** All that is measured at once. */
export const PATHS: readonly Path[] = [
  { name: 'straight', host: names.leader, port: PORTS.postgres, ...writer, ...impatient },
  { name: 'pooled', host: names.pooler, port: PORTS.pooler, ...writer, ...patient },
  { name: 'reads', host: names.replicas, port: PORTS.postgres, ...reader, ...impatient },
  { name: 'pooled reads', host: names.poolerReplicas, port: PORTS.pooler, ...reader, ...patient, queryTimeoutMs: 5000 },
];

/** Longer than any fault takes. */
const LONGEST_SECONDS = 1800;

export const planOf = (run: string, login: Login): Plan => ({
  ...{ run, login, paths: PATHS, seconds: LONGEST_SECONDS },
  patroni: { host: names.pods, port: PORTS.patroni },
});

export const loginOf = (passwordFile: (key: string) => string): Login => ({
  database: APP.database,
  user: APP.user,
  passwordFile: passwordFile(APP.passwordKey),
});

/** The leader, for questions beside the load. */
export const LEADER = { host: names.leader, port: PORTS.postgres } as const;
/** A member by its address. */
export const memberAt = (host: string) => ({ host, port: PORTS.postgres }) as const;
/** A pooler by its address. */
export const poolerAt = (host: string) => ({ host, port: PORTS.pooler }) as const;

/**
 * Small members that start fast: it is the disk and the network that are tested, not how long a held back process takes to start.
 *
 * @param cpu what each member is promised of it
 */
export const postgresValues = (replicas: number, durability: Durability, cpu = '50m'): Values => ({
  ...{ replicas, durability },
  resources: { requests: { cpu, memory: '256Mi' }, limits: { cpu: '2', memory: '768Mi' } },
});

/** The stack under test, as a release of the chart: small, but with three members and two poolers. */
export class Stack extends ChartRelease {
  constructor(
    context: Context,
    /** Members at first. */
    readonly members: number,
    storage: { readonly className: string; readonly size: string },
    readonly durability: Durability,
  ) {
    const one = { autoscaling: { enabled: false }, replicas: 1 };
    const edge = { enabled: false };
    super(context, RELEASE, {
      ...{ backend: one, frontend: one, edge },
      postgres: {
        ...postgresValues(members, durability),
        storage: { size: storage.size, storageClassName: storage.className },
      },
      pooler: { replicas: 2 },
    });
  }
}
