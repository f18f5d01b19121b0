/** What a client of the database is given. */
import type { k8s } from 'cdk8s-plus-28';
import type { Param } from '../values/expr';
import { choose, str } from '../values/ops';
import { when } from '../values/template';
import type { Connection } from '../workload/connection';
import { SECRET_KEYS } from './names';
import type { PostgresCluster } from './postgres-cluster';

/** Environment variables that a connection to a database sets. Public: apps read them. */
export const DATABASE_ENV = [
  'DATABASE_HOST',
  'DATABASE_REPLICA_HOST',
  'DATABASE_PORT',
  'DATABASE_NAME',
  'DATABASE_USER',
  'DATABASE_PASSWORD_FILE',
  'DATABASE_SSLMODE',
  'DATABASE_SSLROOTCERT',
] as const;

const FOLDER = '/etc/scaleout/database';

/** Environment and files of a client. The password is a file: environments are inherited, logged and dumped. */
export function clientConnection(database: PostgresCluster): Connection {
  const { values: p, secret } = database;
  const through = <T extends string | number>(
    pooled: (pool: NonNullable<PostgresCluster['pool']>) => Param<T>,
    direct: Param<T>,
  ) => (database.pool === undefined ? direct : choose<T>(database.pool.active, pooled(database.pool), direct));
  const value = (name: (typeof DATABASE_ENV)[number], of: Param<string>) => ({ name, value: of });
  const tls = p.tls.enabled;
  const passwordKey = choose(p.alternateUser, SECRET_KEYS.alternate, SECRET_KEYS.app);
  return {
    env: [
      value(
        'DATABASE_HOST',
        through((pool) => pool.host, database.directHost),
      ),
      value(
        'DATABASE_REPLICA_HOST',
        through((pool) => pool.replicaHost, database.directReplicaHost),
      ),
      value('DATABASE_PORT', str`${through<number>((pool) => pool.port, database.directPort)}`),
      value('DATABASE_NAME', p.database),
      value('DATABASE_USER', choose(p.alternateUser, str`${p.user}_alternate`, p.user)),
      value('DATABASE_PASSWORD_FILE', `${FOLDER}/password`),
      when<k8s.EnvVar>(tls, { name: 'DATABASE_SSLMODE', value: choose(p.tls.required, 'verify-full', 'prefer') }),
      when<k8s.EnvVar>(tls, { name: 'DATABASE_SSLROOTCERT', value: `${FOLDER}/ca.crt` }),
    ],
    volumes: [
      {
        name: 'database',
        projected: {
          defaultMode: 0o440,
          sources: [
            { secret: { name: secret.name, items: [{ key: passwordKey, path: 'password' }] } },
            when<k8s.VolumeProjection>(tls, {
              secret: { name: p.tls.existingSecret, items: [{ key: 'ca.crt', path: 'ca.crt' }] },
            }),
          ],
        },
      },
    ],
    volumeMounts: [{ name: 'database', mountPath: FOLDER, readOnly: true }],
  };
}
