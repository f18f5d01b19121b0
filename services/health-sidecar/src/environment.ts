/** The environment of the process, besides what tells of the database and of Redis. */
import { HEALTH_PORT } from '@scaleout/health-contract';
import { oneOf, readEnv, text, wholeNumber, type Env } from '@scaleout/runtime';
import { version } from '../package.json';

const shape = {
  HOST: text({ fallback: '::' }),
  PORT: wholeNumber({ min: 0, max: 65_535, fallback: HEALTH_PORT }),
  LOG_LEVEL: oneOf(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], 'info'),
  APP_VERSION: text({ fallback: version, max: 128 }),
  SIDECAR_CONFIG_FILE: text({ fallback: '/etc/scaleout/health/sidecar.json', max: 1024 }),
  /** Not there: what needs a token is closed. */
  SIDECAR_TOKEN_FILE: text({ fallback: '/etc/scaleout/health-token/token', max: 1024 }),
  /** Modules with collectors of one's own; it need not be there. */
  SIDECAR_PLUGIN_FOLDER: text({ fallback: '/app/plugins', max: 1024 }),
  /** `''` outside of a cluster: the host's name is taken then. */
  POD_NAME: text({ fallback: ' ' }),
  NODE_NAME: text({ fallback: ' ' }),
};

export type SidecarEnv = Env<typeof shape>;

/** @throws ConfigError that names every variable that is wrong */
export const readEnvironment = (env: NodeJS.ProcessEnv): SidecarEnv => readEnv('health-sidecar', shape, env);
