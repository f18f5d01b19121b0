import { hostname } from 'node:os';

/** Who answers: shown in answers and in every line of the log. */
export interface Identity {
  readonly service: string;
  readonly version: string;
  /** The pod's name, which Kubernetes gives as host name. */
  readonly pod: string;
}

/** The identity of this process. */
export function identify(service: string, version: string, env: NodeJS.ProcessEnv): Identity {
  const pod = env['HOSTNAME'] ?? '';
  return { service, version, pod: pod === '' ? hostname() : pod };
}
