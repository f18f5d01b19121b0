/** PgBouncer in front of a database. */
import type { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { Manifest } from '../manifest';
import { PATHS, SECRET_KEYS } from '../postgres/names';
import type { PostgresCluster } from '../postgres/postgres-cluster';
import { contextOf } from '../stack-context';
import type { Param } from '../values/expr';
import { add, and, choose, div, eq, gt, isSet, max, mul, ne, str, sub } from '../values/ops';
import { resolveProps, type PropsOf, type Resolved } from '../values/props';
import { block } from '../values/refs';
import { merge, passed, when, type Template } from '../values/template';
import { imageOf } from '../workload/image';
import { podBase } from '../workload/pod-base';
import { RESTRICTED_CONTAINER, restrictedPod } from '../workload/restricted';
import { addResourceRules } from '../workload/rules';
import { pgbouncerIni, type Upstream } from './config';
import { CONTAINERS, POOLER_PATHS, POOLER_PORT } from './names';
import { poolerValues, type PoolerSchema } from './values';

/** Properties of a {@link Pooler}. */
export type PoolerProps = PropsOf<PoolerSchema> & {
  /** What it stands in front of. */
  readonly database: PostgresCluster;
};

const SCHEMA = poolerValues();
/** After the database, before the apps. */
const WAVE = -1;
/** Seconds left after drain and finish, for the containers to be taken down. */
const GRACE_MARGIN_SECONDS = 5;

/** A connection to the primary is replaced now and then, as PgBouncer's own default has it within the hour. */
const LEADER_LIFETIME_SECONDS = 600;
/** One to a replica soon: it was led to one of them by chance, and that one may be the primary by now, or a new one idle. */
const REPLICA_LIFETIME_SECONDS = 60;

/**
 * Deployment, Services, ConfigMap, ServiceAccount and PodDisruptionBudget of PgBouncer, in transaction mode. Each pod has two:
 * one follows the primary, one leads to the replicas. Clients of the database are led through it from then on.
 *
 * A planned change of the primary costs its clients no error: the primary has it hold their queries until the new one is there.
 */
export class Pooler extends Construct {
  /** The name of its Deployment, and of the Service that leads to the primary. */
  readonly name: Param<string>;

  constructor(scope: Construct, id: string, props: PoolerProps) {
    super(scope, id);
    const { database, ...given } = props;
    const p = resolveProps(SCHEMA, given as PropsOf<PoolerSchema>, this.node.path);
    this.name = str`${contextOf(this).fullname}-${id}`;
    const active = and(database.runs, p.enabled);
    // In a roll-out, those that are leaving still have connections.
    const pods = mul(p.replicas, 2);
    // Without a replica, both containers lead to the one member.
    const perPod = choose(gt(database.values.replicas, 1), 1, 2);
    const { maxConnections } = database.sizing;
    const shared = max(1, div(sub(maxConnections, database.values.reservedConnections), mul(pods, perPod)));
    const connections = choose(eq(p.serverConnections, 0), shared, p.serverConnections);

    database.attach({
      active,
      host: this.name,
      replicaHost: str`${this.name}-replicas`,
      port: POOLER_PORT,
      pods: { host: str`${this.name}-pods`, port: CONTAINERS.leader.port, replicaPort: CONTAINERS.replicas.port },
      serverConnections: mul(connections, pods, perPod),
      clientConnections: mul(choose(gt(p.replicas, 1), sub(p.replicas, 1), p.replicas), p.maxClientConnections),
      path: id,
    });
    addResourceRules(this, id, p.resources);
    this.addObjects(p, database, connections, active);
  }

  private addObjects(
    p: Resolved<PoolerSchema>,
    database: PostgresCluster,
    connections: Param<number>,
    active: Param<boolean>,
  ): void {
    const { name } = this;
    const context = contextOf(this);
    const component = { 'app.kubernetes.io/component': this.node.id };
    const selector = merge<Record<string, string>>(context.selectorLabels, component);
    const labels = merge<Record<string, string>>(context.labels, component);
    const metadata = { name, labels };
    const presence = { when: active, wave: WAVE };
    const upstream = (host: Param<string>, listen: number, lifetime: number): Upstream => ({
      ...{ host, listen, connections, lifetime },
    });
    const { leader, replicas } = CONTAINERS;

    new Manifest(
      this,
      'ServiceAccount',
      'ServiceAccount',
      {
        metadata: { ...metadata, annotations: merge<Record<string, string>>(p.serviceAccount.annotations) },
        automountServiceAccountToken: false,
      },
      { when: active },
    );
    new Manifest(
      this,
      'ConfigMap',
      'ConfigMap',
      {
        metadata,
        data: {
          [leader.file]: pgbouncerIni(p, database, upstream(database.directHost, leader.port, LEADER_LIFETIME_SECONDS)),
          [replicas.file]: pgbouncerIni(
            p,
            database,
            upstream(database.directReplicaHost, replicas.port, REPLICA_LIFETIME_SECONDS),
          ),
        },
      },
      { when: active },
    );
    const service = (id: string, of: Param<string>, spec: Template<k8s.ServiceSpec>) =>
      new Manifest(this, id, 'Service', { metadata: { name: of, labels }, spec }, presence);
    const port = (targetPort: string): Template<k8s.ServicePort> => ({
      name: 'postgresql',
      port: POOLER_PORT,
      targetPort,
      protocol: 'TCP',
    });
    service('Leader', name, { type: 'ClusterIP', selector, ports: [port(leader.portName)] });
    service('Replicas', str`${name}-replicas`, { type: 'ClusterIP', selector, ports: [port(replicas.portName)] });
    service('Pods', str`${name}-pods`, {
      type: 'ClusterIP',
      clusterIP: 'None',
      // A pod that is leaving still has clients: it has to be told of a hand-over too.
      publishNotReadyAddresses: true,
      selector,
      ports: [port(leader.portName)],
    });
    new Manifest(
      this,
      'Deployment',
      'Deployment',
      {
        metadata,
        spec: {
          replicas: p.replicas,
          revisionHistoryLimit: 5,
          minReadySeconds: 2,
          strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
          selector: { matchLabels: selector },
          template: {
            metadata: {
              annotations: merge<Record<string, string>>(p.podAnnotations),
              labels: merge<Record<string, string>>(labels, p.podLabels),
            },
            spec: this.pod(p, database, selector),
          },
        },
      },
      { ...presence, pods: { least: p.replicas, most: add(p.replicas, 1), leaving: p.replicas } },
    );
    new Manifest(
      this,
      'PodDisruptionBudget',
      'PodDisruptionBudget',
      {
        metadata,
        spec: {
          maxUnavailable: 1,
          unhealthyPodEvictionPolicy: 'AlwaysAllow',
          selector: { matchLabels: selector },
        },
      },
      { when: and(active, p.disruption.enabled), wave: WAVE },
    );
  }

  private pod(
    p: Resolved<PoolerSchema>,
    database: PostgresCluster,
    selector: Template<Record<string, string>>,
  ): Template<k8s.PodSpec> {
    const { tls } = database.values;
    const spread = (topologyKey: string, whenUnsatisfiable: Param<string>): Template<k8s.TopologySpreadConstraint> => ({
      maxSkew: 1,
      topologyKey,
      whenUnsatisfiable,
      labelSelector: { matchLabels: selector },
      matchLabelKeys: ['pod-template-hash'],
    });
    return {
      ...podBase(contextOf(this), { account: this.name, priorityClassName: p.priorityClassName }),
      terminationGracePeriodSeconds: add(p.shutdown.drainSeconds, p.shutdown.finishSeconds, GRACE_MARGIN_SECONDS),
      securityContext: restrictedPod(),
      containers: [this.container(p, tls, 'leader'), this.container(p, tls, 'replicas')],
      volumes: [
        { name: 'config', configMap: { name: this.name } },
        {
          name: 'secrets',
          secret: {
            secretName: database.secret.name,
            defaultMode: 0o440,
            items: [{ key: SECRET_KEYS.pooler, path: SECRET_KEYS.pooler }],
          },
        },
        when<k8s.Volume>(tls.enabled, {
          name: 'tls',
          secret: { secretName: tls.existingSecret, defaultMode: 0o440 },
        }),
        ...Object.values(CONTAINERS).map((of) => ({
          name: `run-${of.portName}`,
          emptyDir: { medium: 'Memory', sizeLimit: '1Mi' },
        })),
      ],
      nodeSelector: when(isSet(p.nodeSelector), p.nodeSelector),
      tolerations: when(isSet(p.tolerations), passed<k8s.Toleration[]>(p.tolerations)),
      topologySpreadConstraints: [
        spread('topology.kubernetes.io/zone', p.spread.zones),
        spread('kubernetes.io/hostname', p.spread.nodes),
      ],
    };
  }

  private container(
    p: Resolved<PoolerSchema>,
    tls: PostgresCluster['values']['tls'],
    which: keyof typeof CONTAINERS,
  ): Template<k8s.Container> {
    const { name, port, portName, file } = CONTAINERS[which];
    const probe = { tcpSocket: { port: portName }, timeoutSeconds: 2 };
    return {
      name,
      image: imageOf(this, p.image),
      imagePullPolicy: p.image.pullPolicy,
      args: [`${POOLER_PATHS.config}/${file}`],
      ports: [{ name: portName, containerPort: port, protocol: 'TCP' }],
      startupProbe: { ...probe, periodSeconds: 1, failureThreshold: 60 },
      readinessProbe: { ...probe, periodSeconds: 5, failureThreshold: 2 },
      livenessProbe: { ...probe, periodSeconds: 10, failureThreshold: 3 },
      // Clients that hold connections go on; new ones find another pod meanwhile.
      lifecycle: when(ne(p.shutdown.drainSeconds, 0), { preStop: { sleep: { seconds: p.shutdown.drainSeconds } } }),
      resources: passed<k8s.ResourceRequirements>(block(p.resources)) as Template<k8s.ResourceRequirements>,
      securityContext: RESTRICTED_CONTAINER,
      volumeMounts: [
        { name: 'config', mountPath: POOLER_PATHS.config, readOnly: true },
        { name: 'secrets', mountPath: PATHS.secrets, readOnly: true },
        when<k8s.VolumeMount>(tls.enabled, { name: 'tls', mountPath: PATHS.tls, readOnly: true }),
        { name: `run-${portName}`, mountPath: POOLER_PATHS.run },
      ],
    };
  }
}
