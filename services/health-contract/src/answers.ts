/** The answers of the health API as schemas: the sidecar's tests hold each answer against them, and the OpenAPI file is made of them. */
import * as z from 'zod';

/** `unknown`: nobody has looked yet, or not for too long. It is neither good news nor bad. */
export const STATUSES = ['ok', 'degraded', 'down', 'unknown'] as const;
export type Status = (typeof STATUSES)[number];

const status = z.enum(STATUSES);
const seconds = z.number().min(0);

export const livenessAnswer = z.strictObject({
  status: z.enum(['live', 'stuck']).meta({ description: '`stuck`: the sampler has not come round in time.' }),
});

export const readinessAnswer = z.strictObject({
  status: z.enum(['ready', 'degraded', 'starting', 'draining', 'not_ready']).meta({
    description:
      '`ready` and `degraded` are answered with 200. `degraded`: it serves, and not all is well, be it its own or what all pods share.',
  }),
  reasons: z
    .array(z.string())
    .meta({ description: 'Names of components with their status; no addresses, no messages.' }),
});

export const startupAnswer = z.strictObject({
  status: z.enum(['started', 'starting']),
  waiting_for: z.array(z.string()).meta({ description: 'Components that have not answered yet.' }),
});

/** What every component tells, besides facts of its own. */
const component = z.looseObject({
  status,
  reason: z.string().optional().meta({ description: 'Why it is not ok, in plain words without secrets.' }),
  age_seconds: seconds.nullable().meta({ description: 'How old this is; null before the first reading.' }),
  latency_ms: z.number().min(0).nullable().optional(),
});

const maybeNumber = z.number().nullable();

export const replicaAnswer = z.looseObject({
  status: z.enum(['streaming', 'catching_up', 'lagging', 'disconnected', 'missing', 'unknown']),
  lag_seconds: maybeNumber.meta({ description: 'null when it is not known; never 0 instead.' }),
  lag_bytes: maybeNumber,
});

export const deepAnswer = z.strictObject({
  status,
  checked_at: z.iso.datetime(),
  components: z
    .looseObject({
      app: component.optional(),
      database: z.looseObject({ ...component.shape, pool_size: maybeNumber, checked_out: maybeNumber }).optional(),
      redis: z.looseObject({ ...component.shape, hit_ratio: maybeNumber }).optional(),
      replication: z.looseObject({ ...component.shape, replicas: z.record(z.string(), replicaAnswer) }).optional(),
      system: z
        .looseObject({
          ...component.shape,
          cpu_percent: maybeNumber,
          memory_percent: maybeNumber,
          load_average: z.array(z.number()),
        })
        .optional(),
    })
    .catchall(component),
});

export const replicationAnswer = z.strictObject({
  status,
  reason: z.string().optional(),
  age_seconds: seconds.nullable(),
  primary: z.string().nullable(),
  expected_replicas: maybeNumber,
  replicas: z.record(z.string(), replicaAnswer),
});

export const infoAnswer = z.strictObject({
  stack: z.string(),
  service: z.string(),
  version: z.string(),
  pod: z.string(),
  node: z.string().nullable(),
  started_at: z.iso.datetime(),
  uptime_seconds: seconds,
  readiness: z.enum(['fail-open', 'strict']),
  collectors: z.array(
    z.strictObject({
      name: z.string(),
      scope: z.enum(['pod', 'shared']),
      interval_seconds: seconds,
      timeout_seconds: seconds,
      stale_seconds: seconds,
    }),
  ),
});

export const errorAnswer = z.strictObject({ code: z.string(), message: z.string(), requestId: z.string() });

export type LivenessAnswer = z.output<typeof livenessAnswer>;
export type ReadinessAnswer = z.output<typeof readinessAnswer>;
export type StartupAnswer = z.output<typeof startupAnswer>;
export type DeepAnswer = z.output<typeof deepAnswer>;
export type ReplicaAnswer = z.output<typeof replicaAnswer>;
export type ReplicationAnswer = z.output<typeof replicationAnswer>;
export type InfoAnswer = z.output<typeof infoAnswer>;
