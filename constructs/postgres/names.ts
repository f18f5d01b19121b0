/** Names, ports, paths and keys of a Postgres cluster: what its images, its construct and its clients agree on. */

export const POSTGRES_PORT = 5432;
export const PATRONI_PORT = 8008;
/** The names of the ports, in Services and in the Endpoints that Patroni writes. */
export const PORT_NAMES = { postgres: 'postgresql', patroni: 'patroni' } as const;

/** The keys of the Secret. Public: a change is a migration. */
export const SECRET_KEYS = {
  superuser: 'superuser-password',
  replication: 'replication-password',
  patroni: 'patroni-password',
  pooler: 'pooler-password',
  app: 'app-password',
  alternate: 'app-alternate-password',
  monitor: 'monitor-password',
} as const;

/** Where things are in the containers. */
export const PATHS = {
  config: '/etc/scaleout/postgres',
  secrets: '/etc/scaleout/secrets',
  tls: '/etc/scaleout/tls',
  data: '/var/lib/postgresql/data',
  wal: '/var/lib/postgresql/wal',
  run: '/run/postgresql',
} as const;
/** A folder below the volume's root, which may have a `lost+found` that Postgres does not take. */
export const DATA_DIRECTORY = `${PATHS.data}/pgdata`;
export const WAL_DIRECTORY = `${PATHS.wal}/pg_wal`;

/** The label by which Patroni tells its own objects; it is on the pods too. */
export const CLUSTER_LABEL = 'scaleout.dev/postgres';
/** Patroni's own labels: of its objects, and of the pods' roles. */
export const SCOPE_LABEL = 'cluster-name';
export const ROLE_LABEL = 'role';
export const ROLE_REPLICA = 'replica';

/** What the StatefulSet was made with, as its annotations: facts that a change is held against. */
export const FACTS = {
  storage: 'scaleout.dev/storage-size',
  wal: 'scaleout.dev/wal-volume',
  claims: 'scaleout.dev/claims',
  version: 'scaleout.dev/postgres-version',
  tls: 'scaleout.dev/tls',
} as const;

/** Files of the cluster's ConfigMap. */
export const CONFIG_FILES = {
  local: 'patroni.yml',
  dynamic: 'dynamic.yml',
  parameters: 'parameters.json',
  members: 'members',
} as const;
