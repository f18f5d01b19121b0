/** What a client of the cache is given. */
import type { k8s } from 'cdk8s-plus-28';
import { choose, eq, join, str } from '../values/ops';
import { when } from '../values/template';
import type { Connection } from '../workload/connection';
import { REDIS_PORT, SECRET_KEYS, serviceNames } from './names';
import type { RedisCluster } from './redis-cluster';

/** Environment variables that a connection to a cache sets. Public: apps read them. */
export const REDIS_ENV = ['REDIS_MODE', 'REDIS_CLUSTER_NODES', 'REDIS_PASSWORD_FILE', 'REDIS_TLS_CA_FILE'] as const;

const FOLDER = '/etc/scaleout/redis';

/** Environment and files of a client. The password is a file: environments are inherited, logged and dumped. */
export function clientConnection({ values: p, name, secret, runs }: RedisCluster): Connection {
  const own = str`${serviceNames(name).any}:${REDIS_PORT}`;
  return {
    env: [
      { name: 'REDIS_MODE', value: choose(eq(p.mode, 'existing'), p.existing.mode, p.mode) },
      { name: 'REDIS_CLUSTER_NODES', value: choose(runs, own, join(p.existing.nodes, ',')) },
      { name: 'REDIS_PASSWORD_FILE', value: `${FOLDER}/password` },
      when<k8s.EnvVar>(p.tls.enabled, { name: 'REDIS_TLS_CA_FILE', value: `${FOLDER}/ca.crt` }),
    ],
    volumes: [
      {
        name: 'redis',
        projected: {
          defaultMode: 0o440,
          sources: [
            { secret: { name: secret.name, items: [{ key: SECRET_KEYS.app, path: 'password' }] } },
            when<k8s.VolumeProjection>(p.tls.enabled, {
              secret: { name: p.tls.existingSecret, items: [{ key: 'ca.crt', path: 'ca.crt' }] },
            }),
          ],
        },
      },
    ],
    volumeMounts: [{ name: 'redis', mountPath: FOLDER, readOnly: true }],
  };
}
