/** Names, ports and paths of the pooler: what its image and its construct agree on. */

/** Clients' port of both Services. */
export const POOLER_PORT = 6432;
/** The containers, and what each listens on inside the pod. */
export const CONTAINERS = {
  leader: { name: 'pgbouncer', port: POOLER_PORT, portName: 'pooler', file: 'pgbouncer.ini' },
  replicas: { name: 'pgbouncer-replicas', port: 6433, portName: 'replicas', file: 'pgbouncer-replicas.ini' },
} as const;

export const POOLER_PATHS = { config: '/etc/scaleout/pgbouncer', run: '/run/pgbouncer' } as const;
