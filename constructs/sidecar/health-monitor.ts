/** The sidecar by itself: what has to be looked at once for a stack, and not by each of its pods. */
import type { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import {
  CONFIG_FILE,
  HEALTH_PORT,
  HEALTH_PORT_NAME,
  MONITOR_USER,
  PATHS as URLS,
} from '../../services/health-contract/src/names';
import { Manifest } from '../manifest';
import { addFlow } from '../network/flow';
import { POSTGRES_PORT, SECRET_KEYS as POSTGRES_KEYS } from '../postgres/names';
import type { PostgresCluster } from '../postgres/postgres-cluster';
import { serviceNames as postgresServices } from '../postgres/services';
import { isTlsRequired } from '../postgres/tls';
import { REDIS_PORT, SECRET_KEYS as REDIS_KEYS, serviceNames as redisServices } from '../redis/names';
import type { RedisCluster } from '../redis/redis-cluster';
import { contextOf } from '../stack-context';
import type { Param } from '../values/expr';
import { and, choose, eq, isSet, str, toJson } from '../values/ops';
import { resolveProps, type PropsOf, type Resolved } from '../values/props';
import { block } from '../values/refs';
import { merge, passed, when, type Template } from '../values/template';
import { podBase } from '../workload/pod-base';
import { restrictedPod } from '../workload/restricted';
import { addResourceRules } from '../workload/rules';
import { healthContainer, healthProbe, healthVolumes } from './container';
import type { HealthSidecar } from './health-sidecar';
import { PATHS, VOLUMES } from './names';
import { addServiceMonitor } from './service-monitor';
import { monitorValues, type MonitorSchema } from './values';

/** Properties of a {@link HealthMonitor}. */
export type HealthMonitorProps = PropsOf<MonitorSchema> & {
  /** Whose image, token and schedule it has. */
  readonly sidecar: HealthSidecar;
  /** Watched as a whole: every member, and its pooler. @default - none */
  readonly database?: PostgresCluster;
  /** Watched as a whole: every node, shard and slot. @default - none */
  readonly cache?: RedisCluster;
};

const SCHEMA = monitorValues();
/** Files of its passwords, and of the authorities that certificates are from. */
const FILES = {
  postgres: 'postgres-password',
  redis: 'redis-password',
  postgresCa: 'postgres-ca.crt',
  redisCa: 'redis-ca.crt',
} as const;
const at = (file: keyof typeof FILES): string => `${PATHS.passwords}/${FILES[file]}`;

/**
 * Deployment of one pod, Service, ConfigMap, ServiceAccount and NetworkPolicy. It logs in as `monitor`, who may look and nothing else. Its id
 * is the component's name: objects are called `STACK-ID`.
 *
 * ```ts
 * new HealthMonitor(chart, 'monitoring', { sidecar, database, cache });
 * ```
 *
 * @throws ScaleoutError SCALE-VALUES-… for a property that its schema refuses; broken rules are reported at synth
 */
export class HealthMonitor extends Construct {
  /** The name of its Deployment and of its Service. */
  readonly name: Param<string>;

  private readonly sidecar: HealthSidecar;
  private readonly database: PostgresCluster | undefined;
  private readonly cache: RedisCluster | undefined;

  constructor(scope: Construct, id: string, props: HealthMonitorProps) {
    super(scope, id);
    const { sidecar, database, cache, ...given } = props;
    const p = resolveProps(SCHEMA, given as PropsOf<MonitorSchema>, this.node.path);
    this.name = str`${contextOf(this).fullname}-${id}`;
    this.sidecar = sidecar;
    this.database = database;
    this.cache = cache;
    addResourceRules(this, id, p.resources);
    this.addObjects(p);
  }

  private addObjects(p: Resolved<MonitorSchema>): void {
    const { name, sidecar } = this;
    const context = contextOf(this);
    const component = { 'app.kubernetes.io/component': this.node.id };
    const selector = merge<Record<string, string>>(context.selectorLabels, component);
    const labels = merge<Record<string, string>>(context.labels, component);
    const metadata = { name, labels };
    const active = and(sidecar.values.enabled, p.enabled);

    new Manifest(
      this,
      'ServiceAccount',
      'ServiceAccount',
      { metadata, automountServiceAccountToken: false },
      { when: active },
    );
    new Manifest(
      this,
      'ConfigMap',
      'ConfigMap',
      () => ({ metadata, data: { [CONFIG_FILE]: toJson(this.configuration(p)) } }),
      { when: active },
    );
    this.addFlows(active);
    new Manifest(
      this,
      'Service',
      'Service',
      {
        metadata,
        spec: {
          type: 'ClusterIP',
          selector,
          ports: [
            {
              name: HEALTH_PORT_NAME,
              port: HEALTH_PORT,
              targetPort: HEALTH_PORT_NAME,
              protocol: 'TCP',
              appProtocol: 'http',
            },
          ],
        },
      },
      { when: active },
    );
    addServiceMonitor(this, 'own', {
      ...{ name, labels, selector },
      values: sidecar.values.serviceMonitor,
      when: active,
    });
    new Manifest(
      this,
      'Deployment',
      'Deployment',
      () => ({
        metadata,
        spec: {
          replicas: 1,
          revisionHistoryLimit: 5,
          strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
          selector: { matchLabels: selector },
          template: {
            metadata: {
              annotations: merge<Record<string, string>>(p.podAnnotations),
              labels: merge<Record<string, string>>(labels, p.podLabels),
            },
            spec: this.pod(p),
          },
        },
      }),
      { when: active, pods: { least: 1, most: 2, leaving: 1 } },
    );
  }

  /** It asks every server itself, and is asked for metrics. */
  private addFlows(active: Param<boolean>): void {
    const { database, cache } = this;
    const own = { component: this.node.id };
    addFlow(this, { from: { outside: 'scrapers' }, to: own, ports: [HEALTH_PORT], purpose: 'metrics', when: active });
    const looks = (component: string, ports: readonly number[], there: Param<boolean>) => {
      addFlow(this, { from: own, to: { component }, ports, purpose: 'looks', when: and(active, there) });
    };
    if (database !== undefined) {
      looks(database.node.id, [POSTGRES_PORT], database.runs);
      const { pool } = database;
      if (pool !== undefined) looks(pool.path, [pool.pods.port], pool.active);
    }
    if (cache !== undefined) looks(cache.node.id, [REDIS_PORT], cache.runs);
  }

  private pod(p: Resolved<MonitorSchema>): Template<k8s.PodSpec> {
    const { sidecar, name } = this;
    return {
      ...podBase(contextOf(this), { account: name, priorityClassName: p.priorityClassName }),
      terminationGracePeriodSeconds: 15,
      securityContext: restrictedPod(),
      containers: [
        {
          ...healthContainer({
            image: sidecar.image,
            pullPolicy: sidecar.values.image.pullPolicy,
            resources: block(p.resources),
            env: [],
            volumeMounts: [{ name: VOLUMES.passwords, mountPath: PATHS.passwords, readOnly: true }],
          }),
          // That it looks, and not what it sees: a monitor that is out of service when there is something to see would be of no use.
          readinessProbe: { ...healthProbe(URLS.liveness), periodSeconds: 5 },
        },
      ],
      volumes: [
        ...healthVolumes(name, sidecar.secret.name),
        { name: VOLUMES.passwords, projected: { defaultMode: 0o440, sources: this.passwords() } },
      ],
      nodeSelector: when(isSet(p.nodeSelector), p.nodeSelector),
      tolerations: when(isSet(p.tolerations), passed<k8s.Toleration[]>(p.tolerations)),
    };
  }

  /** Optional, as a Secret of somebody else may not have these keys yet. */
  private passwords(): readonly Template<k8s.VolumeProjection>[] {
    const { database, cache } = this;
    const from = (name: Param<string>, key: string, path: string): Template<k8s.VolumeProjection> => ({
      secret: { name, optional: true, items: [{ key, path }] },
    });
    return [
      ...(database === undefined
        ? []
        : [
            when<k8s.VolumeProjection>(
              database.runs,
              from(database.secret.name, POSTGRES_KEYS.monitor, FILES.postgres),
            ),
            when<k8s.VolumeProjection>(
              and(database.runs, database.values.tls.enabled),
              from(database.values.tls.existingSecret, 'ca.crt', FILES.postgresCa),
            ),
          ]),
      ...(cache === undefined
        ? []
        : [
            when<k8s.VolumeProjection>(cache.runs, from(cache.secret.name, REDIS_KEYS.monitor, FILES.redis)),
            when<k8s.VolumeProjection>(
              and(cache.runs, cache.values.tls.enabled),
              from(cache.values.tls.existingSecret, 'ca.crt', FILES.redisCa),
            ),
          ]),
    ];
  }

  private configuration(p: Resolved<MonitorSchema>) {
    const { database, cache } = this;
    return {
      ...this.sidecar.commonSettings,
      ...(database === undefined ? {} : postgresParts(database, p.maxLagSeconds)),
      ...(cache === undefined ? {} : { redis: redisPart(cache) }),
    };
  }
}

function postgresParts(database: PostgresCluster, maxLagSeconds: Param<number>) {
  const { values, name, runs, pool } = database;
  const login = { user: MONITOR_USER, passwordFile: at('postgres') };
  // The certificate has the names of Services in it, and not those of pods.
  const tls = (serverName: Param<string>) => ({
    ...{ enabled: isTlsRequired(values.tls), caFile: at('postgresCa'), serverName },
  });
  return {
    replication: {
      ...login,
      enabled: runs,
      name: values.database,
      port: POSTGRES_PORT,
      members: { prefix: name, service: postgresServices(name).pods, count: values.replicas },
      maxLagSeconds,
      tls: tls(postgresServices(name).leader),
    },
    ...(pool === undefined
      ? {}
      : {
          pooler: { ...login, enabled: pool.active, host: pool.pods.host, port: pool.pods.port, tls: tls(pool.host) },
        }),
  };
}

function redisPart({ values: p, name, runs }: RedisCluster) {
  const clustered = eq(p.mode, 'cluster');
  return {
    enabled: runs,
    mode: choose(clustered, 'cluster', 'standalone'),
    nodes: { host: redisServices(name).any, port: REDIS_PORT },
    user: MONITOR_USER,
    passwordFile: at('redis'),
    depth: 'every-node',
    tls: { enabled: p.tls.enabled, caFile: at('redisCa') },
    expected: { enabled: clustered, shards: p.shards, replicasPerShard: p.replicasPerShard },
  };
}
