/** What the environment says of the database and of Redis: the variables that a connection gives the app, read by the sidecar as they are. */
import { readEnvironment, RedisEnvError } from '@scaleout/redis-client';
import { isIP } from 'node:net';
import { ConfigurationError, type Problem } from '../codes';
import type { ConfigurationInput } from './schema';

/** The user that an app is at Redis. */
const REDIS_USER = 'default';

/** The parts of a configuration that the environment has. @throws ConfigurationError that names every variable that is wrong */
export function fromEnvironment(
  env: NodeJS.ProcessEnv,
): Pick<ConfigurationInput, 'database' | 'redis' | 'certificates'> {
  const problems: Problem[] = [];
  const database = databaseOf(env, problems);
  const redis = redisOf(env, problems);
  if (problems.length > 0) throw new ConfigurationError(problems);
  // Whoever ends first, this authority or a certificate of it, ends all connections.
  const certificates = ['DATABASE_SSLROOTCERT', 'REDIS_TLS_CA_FILE'].flatMap((name) =>
    env[name] === undefined || env[name] === '' ? [] : [{ file: env[name] }],
  );
  return { certificates, ...(database === undefined ? {} : { database }), ...(redis === undefined ? {} : { redis }) };
}

function databaseOf(env: NodeJS.ProcessEnv, problems: Problem[]): ConfigurationInput['database'] {
  const get = (name: string): string | undefined => (env[name] === '' ? undefined : env[name]);
  const host = get('DATABASE_HOST');
  if (host === undefined) return undefined;
  const port = get('DATABASE_PORT') ?? '5432';
  if (!/^\d{1,5}$/.test(port)) {
    problems.push({
      code: 'SCALE-SIDECAR-003',
      where: 'DATABASE_PORT',
      rule: 'must be a whole number from 1 to 65535',
    });
  }
  const missing = ['DATABASE_NAME', 'DATABASE_USER'].filter((name) => get(name) === undefined);
  for (const where of missing) {
    problems.push({ code: 'SCALE-SIDECAR-003', where, rule: 'must be set, as DATABASE_HOST is' });
  }
  // `prefer` is of the time in which not every server has a certificate yet.
  const caFile = get('DATABASE_SSLMODE') === 'prefer' ? undefined : get('DATABASE_SSLROOTCERT');
  return {
    host,
    port: Number(port),
    name: get('DATABASE_NAME') ?? '',
    user: get('DATABASE_USER') ?? '',
    ...optional('passwordFile', get('DATABASE_PASSWORD_FILE')),
    // A certificate is for a name; an address is not looked up in it.
    ...(caFile === undefined ? {} : { tls: { caFile, ...(isIP(host) === 0 ? { serverName: host } : {}) } }),
  };
}

function redisOf(env: NodeJS.ProcessEnv, problems: Problem[]): ConfigurationInput['redis'] {
  try {
    const found = readEnvironment(env);
    if (found === undefined) return undefined;
    const { mode, nodes, passwordFile, caFile } = found;
    return {
      mode,
      nodes: [...nodes],
      user: REDIS_USER,
      ...optional('passwordFile', passwordFile),
      ...(caFile === undefined ? {} : { tls: { caFile } }),
    };
  } catch (error) {
    if (!(error instanceof RedisEnvError)) throw error;
    for (const { variable, value, rule } of error.problems) {
      problems.push({ code: 'SCALE-SIDECAR-003', where: `${variable} (${value})`, rule: `must be ${rule}` });
    }
    return undefined;
  }
}

const optional = <K extends string>(key: K, value: string | undefined): Partial<Record<K, string>> =>
  value === undefined ? {} : ({ [key]: value } as Record<K, string>);
