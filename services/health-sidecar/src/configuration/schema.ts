/** What the sidecar watches, and how: a file over the environment's defaults, checked as a whole before anything is asked. */
import * as z from 'zod';

const port = z.number().int().min(1).max(65_535);
const host = z.string().regex(/^[\w.:-]{1,253}$/, 'must be a host name or an address');
const path = z.string().regex(/^\/[^\0]{0,1023}$/, 'must be an absolute path');
const seconds = (min: number, max: number) => z.number().min(min).max(max);
const count = z.number().int().min(0).max(10_000);

const endpoint = { host, port };
/** How to log in. The password is in a file, which is read again with each new connection. */
const login = { user: z.string().min(1).max(63), passwordFile: path.optional() };

/** A part that can be written down and switched off: a chart's file has one shape, whatever its values are. */
const part = <S extends z.core.$ZodLooseShape>(shape: S) =>
  z
    .strictObject({ ...shape, enabled: z.boolean().default(true) })
    .transform((value): z.output<z.ZodObject<S>> | undefined => {
      const { enabled, ...rest } = value as { readonly enabled: boolean };
      return enabled ? (rest as z.output<z.ZodObject<S>>) : undefined;
    })
    .optional();

const tls = part({
  caFile: path,
  /** The name that the certificate is for, where it is another one than the host's. */
  serverName: host.optional(),
});

/** It is asked of what is no address, too. */
function hasLogin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { username, password } = new URL(text);
  return username !== '' || password !== '';
}

const address = z
  .url({ protocol: /^https?$/ })
  .refine((text) => !hasLogin(text), 'must have no user and password in it');

const app = z.union([z.strictObject({ http: address }), z.strictObject({ tcp: z.strictObject(endpoint) })]);

/** An nginx, by the address of its stub_status. */
const edge = part({ status: address });

/** The database as an app reaches it: through the pooler, or straight. */
const database = part({ ...endpoint, ...login, name: z.string().min(1).max(63), tls });

const MOST_MEMBERS = 64;

/** Hosts, or those of a StatefulSet: `shop-postgres-0.shop-postgres-pods` and so on. Members are called by the first label. */
const members = z.union([
  z.array(host).min(1).max(MOST_MEMBERS),
  z
    .strictObject({ prefix: host, service: host, count: z.number().int().min(1).max(MOST_MEMBERS) })
    .transform(({ prefix, service, count: of }) => Array.from({ length: of }, (_, i) => `${prefix}-${i}.${service}`)),
]);

/** Every member of a Postgres cluster, from both ends. */
const replication = part({
  ...login,
  name: z.string().min(1).max(63),
  tls,
  port,
  members,
  /** From so much on a replica counts as lagging. */
  maxLagSeconds: seconds(0.1, 86_400).default(5),
});

/** Poolers, at every address that their host leads to. */
const pooler = part({ ...login, ...endpoint, tls });

const redis = part({
  mode: z.enum(['cluster', 'standalone']),
  /** Some of its nodes, or one name that leads to any of them. */
  nodes: z.union([
    z.array(z.strictObject(endpoint)).min(1).max(256),
    z.strictObject(endpoint).transform((node) => [node]),
  ]),
  ...login,
  tls,
  /** What there should be; left out where nobody knows. */
  expected: part({ shards: count, replicasPerShard: count }),
  /** Every node, or the first that answers: the cluster as a whole has to be looked at once, and not by each pod. */
  depth: z.enum(['any-node', 'every-node']).default('any-node'),
});

/** How often components are looked at. What is left out follows from the interval. */
const sampling = z
  .strictObject({
    intervalSeconds: seconds(0.05, 3600).default(5),
    timeoutSeconds: seconds(0.01, 300).default(2),
    /** @default - 15, or the interval when that is longer */
    maxBackoffSeconds: seconds(0.05, 3600).optional(),
    /** @default - half as long again as the longest pause, and the timeout */
    staleSeconds: seconds(0.05, 86_400).optional(),
  })
  .prefault({})
  .transform(({ intervalSeconds, timeoutSeconds, maxBackoffSeconds: backoff, staleSeconds: stale }) => {
    const maxBackoffSeconds = Math.max(backoff ?? 15, intervalSeconds);
    const staleSeconds = stale ?? 1.5 * maxBackoffSeconds + timeoutSeconds;
    return { intervalSeconds, timeoutSeconds, maxBackoffSeconds, staleSeconds };
  })
  .refine(
    ({ staleSeconds, maxBackoffSeconds, timeoutSeconds }) => staleSeconds > maxBackoffSeconds * 1.1 + timeoutSeconds,
    'staleSeconds must be more than 1.1 times the longest pause and the timeout together, or what fails becomes unknown between two looks',
  );

export const configurationSchema = z.strictObject({
  /** The stack's name: the prefix of its metrics. */
  stack: z.string().regex(/^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/, 'must be lower-case words joined by -'),
  app: app.optional(),
  edge,
  database,
  replication,
  pooler,
  redis,
  /** Folders whose file systems are watched. */
  disks: z
    .array(z.strictObject({ path, maxPercent: z.number().min(1).max(100).default(90) }))
    .max(32)
    .default([]),
  /** CPU and memory of the container's own cgroup. */
  system: z
    .strictObject({ cgroup: path.default('/sys/fs/cgroup'), maxMemoryPercent: z.number().min(1).max(100).default(95) })
    .optional(),
  /** Files with certificates. */
  certificates: z
    .array(z.strictObject({ file: path, minDays: z.number().min(0).max(3650).default(14) }))
    .max(64)
    .default([]),
  /**
   * `fail-open`: a fault that all pods share leaves them in service. `strict`: no pod is ready without what it depends on.
   */
  readiness: z.enum(['fail-open', 'strict']).default('fail-open'),
  sampling,
  limits: z
    .strictObject({
      /** Connections at once; over that the one goes that has been idle for longest. */
      connections: z.number().int().min(8).max(100_000).default(256),
      /** Requests a second and address to what needs a token, and to the page. */
      requestsPerSecond: z.number().min(0.1).max(100_000).default(10),
    })
    .prefault({}),
});

/** The configuration, checked. */
export type Configuration = z.output<typeof configurationSchema>;
/** What may be written into the file. */
export type ConfigurationInput = z.input<typeof configurationSchema>;
