/** Paths, ports and files of the sidecar: what its image, its construct and those who ask it agree on. Public. */

/** The port, and its name in pods and Services. */
export const HEALTH_PORT = 9100;
export const HEALTH_PORT_NAME = 'health';

const API = '/api/v1/scaling';

/** Where it answers. The first seven are the reference's own. */
export const PATHS = {
  liveness: `${API}/health/liveness`,
  readiness: `${API}/health/readiness`,
  startup: `${API}/health/startup`,
  /** Needs the token. */
  deep: `${API}/health/deep`,
  prometheus: `${API}/metrics/prometheus`,
  /** Needs the token. */
  replication: `${API}/replication/status`,
  /** Needs the token. */
  info: `${API}/info`,
  /** What scrapers ask by default. */
  metrics: '/metrics',
  openapi: `${API}/openapi.json`,
  page: '/',
} as const;

/** The key of the Secret that holds the bearer token. Public: a change is a migration. */
export const TOKEN_KEY = 'token';

/** Who looks at the databases as a whole: the user at Postgres, at the pooler and at Redis. */
export const MONITOR_USER = 'monitor';

/** The file of the ConfigMap that the sidecar reads, and reads again when it changes. */
export const CONFIG_FILE = 'sidecar.json';

/** Turns readiness off, as SIGTERM does, and lets it go on answering: what the preStop hook sends. */
export const DRAIN_SIGNAL = 'SIGUSR2';

/**
 * The rights that the sidecar's user of Redis needs, as an ACL says them: `ACL SETUSER monitor on >PASSWORD +ping +info …`. They are all it
 * has: it reads no key and changes nothing.
 */
export const MONITOR_RIGHTS = ['+ping', '+info', '+cluster|info', '+cluster|nodes'] as const;
