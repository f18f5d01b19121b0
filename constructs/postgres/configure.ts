/** The Job that brings a running cluster's settings to those of the values. */
import type { TaskContent } from '../tasks/task';
import type { Param } from '../values/expr';
import { str } from '../values/ops';
import { CONFIG_FILES, PATHS, PATRONI_PORT, SECRET_KEYS } from './names';
import type { PostgresCluster } from './postgres-cluster';
import { serviceNames } from './services';

/** What the Job does; `inputs` is what it depends on besides. */
export function configureContent(
  cluster: PostgresCluster,
  inputs: Readonly<Record<string, Param<unknown>>>,
): TaskContent {
  const { name, secret, values } = cluster;
  return {
    args: ['configure-postgres'],
    env: [
      { name: 'PATRONI_HOST', value: serviceNames(name).pods },
      { name: 'PATRONI_PORT', value: String(PATRONI_PORT) },
      { name: 'PATRONI_PASSWORD_FILE', value: `${PATHS.secrets}/${SECRET_KEYS.patroni}` },
      { name: 'MEMBERS', value: str`${values.replicas}` },
      { name: 'DYNAMIC_FILE', value: `${PATHS.config}/${CONFIG_FILES.dynamic}` },
      { name: 'PARAMETERS_FILE', value: `${PATHS.config}/${CONFIG_FILES.parameters}` },
    ],
    volumes: [
      { name: 'config', configMap: { name } },
      {
        name: 'secrets',
        secret: {
          secretName: secret.name,
          defaultMode: 0o440,
          items: [{ key: SECRET_KEYS.patroni, path: SECRET_KEYS.patroni }],
        },
      },
    ],
    volumeMounts: [
      { name: 'config', mountPath: PATHS.config, readOnly: true },
      { name: 'secrets', mountPath: PATHS.secrets, readOnly: true },
    ],
    inputs: { ...inputs, name, secret: secret.name },
  };
}
