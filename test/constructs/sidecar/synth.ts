/** A watched service in a plain cdk8s app, with all that it may depend on. */
import { Chart, Testing } from 'cdk8s';
import {
  HealthMonitor,
  HealthSidecar,
  Pooler,
  PostgresCluster,
  RedisCluster,
  WebService,
  type HealthMonitorProps,
  type HealthSidecarProps,
  type PostgresClusterProps,
  type RedisClusterProps,
} from '../../../constructs';
import { parseConfiguration } from '../../../services/health-sidecar/src/configuration';
import { pick } from '../support';
import type { Plain } from '../workload/synth';

export interface Stack {
  readonly sidecar?: HealthSidecarProps;
  readonly monitor?: Omit<HealthMonitorProps, 'sidecar'>;
  readonly database?: PostgresClusterProps;
  readonly cache?: RedisClusterProps;
}

/** The objects of a chart called `shop`, with a service `api` that is connected to a database and a cache. */
export function synth({ sidecar: props = {}, monitor = {}, database = {}, cache = {} }: Stack = {}) {
  const chart = new Chart(Testing.app(), 'shop');
  const db = new PostgresCluster(chart, 'postgres', database);
  new Pooler(chart, 'pooler', { database: db });
  const kv = new RedisCluster(chart, 'redis', cache);
  const api = new WebService(chart, 'api', { image: 'shop/api:1', port: 8000 });
  const sidecar = new HealthSidecar(chart, 'health', props).watch(api);
  // After the sidecar: it has to know all connections all the same.
  api.connect(db, { pool: 10 }).connect(kv);
  new HealthMonitor(chart, 'monitoring', { ...monitor, sidecar, database: db, cache: kv });
  const objects = (Testing.synth(chart) as (Plain | undefined)[]).filter((object) => object !== undefined);
  const get = (kind: string, name: string) =>
    objects.find((object) => object.kind === kind && object.metadata.name === name);
  const pod = (name: string) => pick(get('Deployment', name), 'spec.template.spec') as Pod;
  return {
    objects,
    get,
    app: pod('shop-api'),
    monitor: pod('shop-monitoring'),
    /** A file as the sidecar itself reads it, in an environment. */
    configurationOf: (name: string, env: NodeJS.ProcessEnv = {}) => {
      const data = pick(get('ConfigMap', name), 'data') as Record<string, string>;
      return parseConfiguration(data['sidecar.json'] ?? '', env);
    },
  };
}

export interface Container {
  readonly name: string;
  readonly env: readonly { readonly name: string; readonly value?: string }[];
  readonly [field: string]: unknown;
}
export interface Pod {
  readonly initContainers?: readonly Container[];
  readonly containers: readonly Container[];
  readonly volumes: readonly { readonly name: string; readonly [field: string]: unknown }[];
}

/** The environment of a container, of what is known without a pod. */
export const envOf = ({ env }: Container): NodeJS.ProcessEnv =>
  Object.fromEntries(env.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]])));
