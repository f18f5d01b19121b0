/** The environment that the construct gives, checked as a whole before anything is done. */
import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';

/** The environment is not usable. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

const wholeNumber = (min: number, max: number) =>
  z.string().regex(/^\d+$/, 'must be a whole number').transform(Number).pipe(z.number().min(min).max(max));
const given = z.string().min(1);

const shape = z.object({
  POD_NAME: given,
  POD_NAMESPACE: given,
  POD_IP: given,
  NODE_NAME: z.string().default(''),
  /** Pods are called `PREFIX-SHARD-ORDINAL`. */
  REDIS_PREFIX: given,
  /** The headless Service that gives pods their names. */
  REDIS_PODS_SERVICE: given,
  FLAVOUR: z.enum(['redis', 'valkey']).default('redis'),
  REDIS_PORT: wholeNumber(1, 65_535).default(6379),
  REDIS_TLS: z.enum(['true', 'false']).default('false'),
  /** Where the agent answers; others are asked at the same port. */
  PORT: wholeNumber(1, 65_535).default(8181),
  HAND_OVER_SECONDS: wholeNumber(0, 600).default(25),
  /** How long a start waits for the addresses of the others. Longer than the 30 s for which CoreDNS keeps a name that was not there. */
  RESOLVE_SECONDS: wholeNumber(0, 600).default(40),
  /**
   * How long it waits for one that has an address to say who it is: its containers start a second or so after it has one. One that starts later
   * finds this one.
   */
  ANSWER_SECONDS: wholeNumber(0, 600).default(2),
  /** Whether fragmented memory is given back, where the server was built for it. */
  ACTIVE_DEFRAG: z.enum(['true', 'false']).default('false'),
  LEASE_NAME: given.optional(),
  /** Made when the server may start, which waits for it. None: nobody waits. */
  PREPARED_FILE: given.optional(),
  TOPOLOGY_FILE: given.default('/etc/scaleout/redis/topology.json'),
  SECRETS_FOLDER: given.default('/etc/scaleout/secrets'),
  TLS_FOLDER: given.default('/etc/scaleout/tls'),
  RUN_FOLDER: given.default('/run/redis'),
  DATA_FOLDER: given.default('/data'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});

export type AgentEnv = z.output<typeof shape>;

/** @throws ConfigError that names every variable that is wrong */
export function readEnv(env: NodeJS.ProcessEnv): AgentEnv {
  const filled = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const result = shape.safeParse(filled);
  if (result.success) return result.data;
  const lines = result.error.issues.map(({ path, message }) => `  ${path.join('.')}: ${message}`);
  throw new ConfigError(`the environment is not usable:\n${lines.join('\n')}`);
}

/** ACL user of the agents. */
export const AGENT_USER = 'agent';

/** Keys of the Secret. */
export const SECRET_KEYS = {
  app: 'password',
  agent: 'agent-password',
  replication: 'replication-password',
  monitor: 'monitor-password',
} as const;

/** Read anew whenever it is needed: a Secret may change. */
export const secret = (env: AgentEnv, key: keyof typeof SECRET_KEYS): string =>
  readFileSync(`${env.SECRETS_FOLDER}/${SECRET_KEYS[key]}`, 'utf8').trim();

/** The same, and `''` where there is none. */
export function optionalSecret(env: AgentEnv, key: keyof typeof SECRET_KEYS): string {
  return existsSync(`${env.SECRETS_FOLDER}/${SECRET_KEYS[key]}`) ? secret(env, key) : '';
}

const topology = z.object({
  shards: z.number().int().min(1),
  replicasPerShard: z.number().int().min(0),
  /** Whether what is needed is done, or said alone. */
  act: z.boolean().default(true),
});

/** What the values ask for, and whether it is to be done. */
export type Topology = z.output<typeof topology>;

/** @throws Error when it is not what the construct writes */
export const parseTopology = (text: string): Topology => topology.parse(JSON.parse(text));

/** As it is now: the file changes while the agent runs. */
export const readTopology = (env: AgentEnv): Topology => parseTopology(readFileSync(env.TOPOLOGY_FILE, 'utf8'));
