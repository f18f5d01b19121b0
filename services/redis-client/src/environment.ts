/** What a connection to Redis puts into the environment of an app. */
import { isIP } from 'node:net';
import { RedisClientError } from './codes';

/** The names of the variables; public, and the same for every mode. */
export const REDIS_VARIABLES = [
  /** `cluster` (default) or `standalone`. */
  'REDIS_MODE',
  /** `host:port`, separated by commas; any node of a cluster leads to all others. A standalone Redis is one. */
  'REDIS_CLUSTER_NODES',
  /** A file with the password of the user `default`; not set: no password. */
  'REDIS_PASSWORD_FILE',
  /** A file with the certificate of the CA; set: TLS. */
  'REDIS_TLS_CA_FILE',
] as const;

/** One of {@link REDIS_VARIABLES}. */
export type RedisVariable = (typeof REDIS_VARIABLES)[number];

/** The environment, of which {@link REDIS_VARIABLES} are read; `process.env` is one. A variable that is set but empty counts as not set. */
export type RedisEnv = { readonly [Name in RedisVariable]?: string | undefined };

/** Where a node listens. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** The environment, read. */
export interface Connection {
  readonly mode: 'cluster' | 'standalone';
  readonly nodes: readonly [Endpoint, ...Endpoint[]];
  readonly passwordFile: string | undefined;
  readonly caFile: string | undefined;
}

/** One variable that cannot be used, and why. */
export interface RedisEnvProblem {
  readonly variable: RedisVariable;
  /** As it may be shown. */
  readonly value: string;
  readonly rule: string;
}

/** The environment is not usable. Lists every problem at once. */
export class RedisEnvError extends RedisClientError {
  override readonly name = 'RedisEnvError';

  constructor(readonly problems: readonly RedisEnvProblem[]) {
    const lines = problems.map(({ variable, value, rule }) => `  ${variable} (${value}) must be ${rule}`);
    super('SCALE-CLIENT-001', `the environment names no usable Redis:\n${lines.join('\n')}`);
  }
}

/** What the environment must be when a Redis is needed and there is none. */
export const NODES_RULE = 'host:port, or several of them separated by commas';

/**
 * Reads the environment; undefined when no Redis is named in it.
 *
 * @throws RedisEnvError
 */
export function readEnvironment(env: RedisEnv): Connection | undefined {
  const get = (name: RedisVariable) => (env[name] === '' ? undefined : env[name]);
  const list = get('REDIS_CLUSTER_NODES');
  if (list === undefined) return undefined;

  const problems: RedisEnvProblem[] = [];
  const mode = get('REDIS_MODE') ?? 'cluster';
  if (mode !== 'cluster' && mode !== 'standalone') {
    problems.push({ variable: 'REDIS_MODE', value: shown(mode), rule: "'cluster' or 'standalone'" });
  }
  const [first, ...others] = list.split(',').map((each) => endpoint(each.trim()));
  if (first === undefined || others.includes(undefined)) {
    problems.push({ variable: 'REDIS_CLUSTER_NODES', value: shown(list), rule: NODES_RULE });
  } else if (mode === 'standalone' && others.length > 0) {
    const rule = "one host:port, as REDIS_MODE is 'standalone'";
    problems.push({ variable: 'REDIS_CLUSTER_NODES', value: shown(list), rule });
  }
  if (problems.length > 0) throw new RedisEnvError(problems);
  return {
    mode: mode as Connection['mode'],
    nodes: [first, ...others] as [Endpoint, ...Endpoint[]],
    passwordFile: get('REDIS_PASSWORD_FILE'),
    caFile: get('REDIS_TLS_CA_FILE'),
  };
}

function endpoint(text: string): Endpoint | undefined {
  const [, bracketed, plain, digits] = /^(?:\[([\da-fA-F:.]+)\]|([\w.-]+)):(\d{1,5})$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  const port = Number(digits);
  if (host === undefined || port < 1 || port > 65_535) return undefined;
  return bracketed !== undefined && isIP(bracketed) !== 6 ? undefined : { host, port };
}

/** An address of another kind may carry a password (`redis://:secret@host`), and that it is of another kind may be what is wrong. */
function shown(value: string): string {
  const harmless = value.replace(/[^,/]*@/g, '…@');
  return JSON.stringify(harmless.length > 80 ? `${harmless.slice(0, 80)}…` : harmless);
}
