import * as z from 'zod';
import { oneOf, text, wholeNumber } from './rules';

/** Environment variables by name, each with its rule. */
export type EnvShape = Readonly<Record<string, z.ZodType>>;

/** What an {@link EnvShape} gives once read. */
export type Env<Shape extends EnvShape> = { readonly [Name in keyof Shape]: z.output<Shape[Name]> };

/** One variable that cannot be used, and why. */
export interface ConfigProblem {
  readonly variable: string;
  /** As it may be shown: secrets are hidden, long values are cut. */
  readonly value: string;
  readonly rule: string;
}

/** The environment is not usable. Lists every problem at once, because fixing them one restart at a time is tedious. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(
    service: string,
    readonly problems: readonly ConfigProblem[],
  ) {
    const lines = problems.map(({ variable, value, rule }) => `  ${variable} (${value}) must be ${rule}`);
    super(`${service} cannot start, its configuration is not usable:\n${lines.join('\n')}`);
  }
}

/** What every service understands. The port's default is the service's own. */
export const commonEnv = (defaults: { readonly port: number; readonly version: string }) => ({
  HOST: text({ fallback: '0.0.0.0' }),
  PORT: wholeNumber({ min: 0, max: 65_535, fallback: defaults.port }),
  LOG_LEVEL: oneOf(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], 'info'),
  APP_VERSION: text({ fallback: defaults.version, max: 128 }),
  /** How long a stop may take in all. Keep it below the pod's `terminationGracePeriodSeconds`, less its preStop hook. */
  SHUTDOWN_GRACE_SECONDS: wholeNumber({ min: 1, max: 3600, fallback: 20 }),
  /** How long new connections are still answered after SIGTERM, for proxies that have not heard of it yet. Part of the grace. */
  SHUTDOWN_DELAY_SECONDS: wholeNumber({ min: 0, max: 300, fallback: 3 }),
  /** Longer than the 60 s of most proxies: the side that opened a connection has to be the one that closes it, or requests get lost. */
  KEEP_ALIVE_TIMEOUT_SECONDS: wholeNumber({ min: 1, max: 3600, fallback: 75 }),
});

/** The variables of {@link commonEnv}, read. */
export type CommonEnv = Env<ReturnType<typeof commonEnv>>;

/**
 * Reads the variables of `shape` from `env`. A variable that is set but empty counts as not set, as templates often leave it so.
 *
 * @throws ConfigError naming every variable that breaks its rule.
 */
export function readEnv<const Shape extends EnvShape>(
  service: string,
  shape: Shape,
  env: NodeJS.ProcessEnv,
): Env<Shape> {
  const problems: ConfigProblem[] = [];
  const values: Record<string, unknown> = {};
  for (const [variable, schema] of Object.entries(shape)) {
    const given = env[variable] === '' ? undefined : env[variable];
    const result = schema.safeParse(given);
    if (result.success) values[variable] = result.data;
    else
      problems.push({
        variable,
        value: shown(variable, given),
        rule: schema.description ?? z.prettifyError(result.error),
      });
  }
  if (problems.length > 0) throw new ConfigError(service, problems);
  return values as Env<Shape>;
}

/** Rules between the common variables, which no single rule can tell. */
export function checkCommon(service: string, env: CommonEnv): void {
  if (env.SHUTDOWN_DELAY_SECONDS < env.SHUTDOWN_GRACE_SECONDS) return;
  throw new ConfigError(service, [
    {
      variable: 'SHUTDOWN_DELAY_SECONDS',
      value: String(env.SHUTDOWN_DELAY_SECONDS),
      rule: `less than SHUTDOWN_GRACE_SECONDS (${env.SHUTDOWN_GRACE_SECONDS})`,
    },
  ]);
}

function shown(variable: string, value: string | undefined): string {
  if (value === undefined) return 'not set';
  if (/PASSWORD|SECRET|TOKEN|CREDENTIAL|_KEY$/.test(variable)) return 'value hidden';
  // An address may carry a password, and the rule it broke may be just that one.
  const harmless = value.replace(/\/\/[^/@]*@/, '//…@');
  return JSON.stringify(harmless.length > 80 ? `${harmless.slice(0, 80)}…` : harmless);
}
