/** A Postgres cluster: a primary and replicas, with automatic failover by Patroni. */
import { Construct } from 'constructs';
import { misuse } from '../errors';
import { Manifest, type Presence } from '../manifest';
import { GeneratedSecret } from '../secrets/generated-secret';
import { contextOf, type StackContext } from '../stack-context';
import { Task } from '../tasks/task';
import { taskValues, type TaskSchema } from '../tasks/values';
import type { Param } from '../values/expr';
import { and, choose, eq, gt, isSet, str, toJson } from '../values/ops';
import { resolveProps, type PropsOf, type Resolved } from '../values/props';
import { block } from '../values/refs';
import { merge, when, type Template } from '../values/template';
import { claim } from '../workload/claim';
import type { Client, Connectable, Connection } from '../workload/connection';
import { imageOf } from '../workload/image';
import { addAccess, type Common } from './access';
import { Budget, type DatabaseClient } from './budget';
import { addBudgetRules } from './budget-rules';
import { clientConnection } from './client';
import { addClientFlows, addClusterFlows, addPoolFlows } from './flows';
import type { ClientPool } from './client-pool';
import { dynamicSettings, localSettings } from './config';
import { configureContent } from './configure';
import { CLAIMS, memberTemplate } from './member';
import { CONFIG_FILES, FACTS, POSTGRES_PORT, SECRET_KEYS } from './names';
import { addPostgresRules } from './rules';
import { addServices, serviceNames } from './services';
import { sizing, type Sizing } from './sizing';
import { tlsStage } from './tls';
import { addUpgradeRules, claimsOf } from './upgrade-rules';
import { postgresValues, type PostgresSchema } from './values';

/** Properties of a {@link PostgresCluster}: any value of its schema, as a literal or an expression. */
export type PostgresClusterProps = PropsOf<PostgresSchema> & {
  /** The Job that brings a running cluster's settings up to date. @default - see {@link taskValues} */
  readonly tasks?: PropsOf<TaskSchema>;
};

const SCHEMA = postgresValues();
/** Before the apps: they would wait for it anyway, and Argo CD can tell why. */
const WAVE = -2;

/**
 * StatefulSet, Services, ConfigMap, identity and rights, PodDisruptionBudget, and the Job that brings a running cluster's
 * settings up to date. Its id is the component's name: objects are called `STACK-ID`.
 *
 * ```ts
 * const database = new PostgresCluster(chart, 'postgres', { storage: { size: '100Gi' } });
 * new Pooler(chart, 'pooler', { database });
 * api.connect(database, { pool: 10 });
 * ```
 *
 * @throws ScaleoutError SCALE-VALUES-… for a property that its schema refuses; broken rules are reported at synth
 */
export class PostgresCluster extends Construct implements Connectable<DatabaseClient> {
  /** The name of its StatefulSet, and of the Service that leads to the primary. */
  readonly name: Param<string>;
  /** The Secret with the passwords. */
  readonly secret: GeneratedSecret;
  /** Whether there is a cluster of ours, and not only the address of another. */
  readonly runs: Param<boolean>;

  /** Its values. */
  readonly values: Resolved<PostgresSchema>;
  /** Settings computed from its resources. */
  readonly sizing: Sizing;
  /** What all its clients may open. */
  readonly budget = new Budget();
  /** Its volumes, in words. */
  readonly claims: Param<string>;
  private attached: ClientPool | undefined;

  constructor(scope: Construct, id: string, props: PostgresClusterProps = {}) {
    super(scope, id);
    const { tasks = {}, ...given } = props;
    const p = resolveProps(SCHEMA, given as PropsOf<PostgresSchema>, this.node.path);
    const context = contextOf(this);
    this.values = p;
    this.sizing = sizing(p, id);
    this.name = str`${context.fullname}-${id}`;
    this.runs = eq(p.mode, 'cluster');
    this.secret = new GeneratedSecret(this, 'Passwords', id, {
      existing: p.existingSecret,
      keys: Object.values(SECRET_KEYS),
      when: this.runs,
    });
    addPostgresRules(this, id, p);
    this.claims = claimsOf(p, id);
    addUpgradeRules(this, id, p, this);
    addBudgetRules(this, id, this);
    addClusterFlows(this);
    this.addObjects(context, resolveProps(taskValues(), tasks, this.node.path));
  }

  /** What stands in front of it, when there is something. */
  get pool(): ClientPool | undefined {
    return this.attached;
  }

  /**
   * Puts a pooler in front: clients are led there.
   *
   * @throws ScaleoutError SCALE-POSTGRES-014 when a client is connected already, as it was told another address
   */
  attach(pool: ClientPool): void {
    if (!this.budget.isEmpty) throw misuse('SCALE-POSTGRES-014', `${this.node.path} has clients already`);
    this.attached = pool;
    addPoolFlows(this, pool);
  }

  /** The host for reads and writes, without a pooler. */
  get directHost(): Param<string> {
    return choose(this.runs, serviceNames(this.name).leader, this.values.external.host);
  }

  /** The host for reads, without a pooler: the primary when there is no replica. */
  get directReplicaHost(): Param<string> {
    const { external, replicas } = this.values;
    const names = serviceNames(this.name);
    return choose(
      this.runs,
      choose(gt(replicas, 1), names.replicas, names.leader),
      choose(isSet(external.replicaHost), external.replicaHost, external.host),
    );
  }

  get directPort(): Param<number> {
    return choose(this.runs, POSTGRES_PORT, this.values.external.port);
  }

  connectionFrom(client: Client, options: DatabaseClient): Connection {
    this.budget.add(client, options);
    addClientFlows(this, client);
    return clientConnection(this);
  }

  private addObjects(context: StackContext, tasks: Resolved<TaskSchema>): void {
    const { name, values: p } = this;
    const component = { 'app.kubernetes.io/component': this.node.id };
    const selector = merge<Record<string, string>>(context.selectorLabels, component);
    const labels = merge<Record<string, string>>(context.labels, component);
    const presence: Presence = { when: this.runs, wave: WAVE };
    const common: Common = { name, labels, presence: { when: this.runs } };
    const image = imageOf(this, p.image);

    addAccess(this, common, p.serviceAccount.annotations);
    new Manifest(
      this,
      'ConfigMap',
      'ConfigMap',
      {
        metadata: { name, labels },
        data: {
          [CONFIG_FILES.local]: localSettings(p, name),
          [CONFIG_FILES.dynamic]: dynamicSettings(p, this.sizing),
          [CONFIG_FILES.parameters]: toJson(p.parameters),
          [CONFIG_FILES.members]: str`${p.replicas}`,
        },
      },
      common.presence,
    );
    addServices(this, { ...common, presence }, selector, p.service.annotations);
    new Manifest(
      this,
      'StatefulSet',
      'StatefulSet',
      () => ({
        metadata: {
          name,
          labels,
          annotations: {
            [FACTS.storage]: p.storage.size,
            [FACTS.wal]: str`${p.storage.wal.enabled}`,
            [FACTS.version]: p.version,
            [FACTS.tls]: tlsStage(p.tls),
            [FACTS.claims]: this.claims,
          },
        },
        spec: {
          replicas: p.replicas,
          serviceName: serviceNames(name).pods,
          // A member waits for nobody: after a total loss, whoever was the last primary must be able to come back.
          podManagementPolicy: 'Parallel',
          // Ready is not yet a voter: without this the only synchronous replica could be restarted too soon.
          minReadySeconds: 5,
          updateStrategy: { type: 'RollingUpdate' },
          persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
          selector: { matchLabels: selector },
          template: memberTemplate(p, {
            context,
            name,
            image,
            labels,
            selector,
            secret: this.secret.name,
            pool: this.attached,
            sizing: this.sizing,
          }),
          volumeClaimTemplates: [
            claim(CLAIMS.data, p.storage.size, p.storage.storageClassName, p.storage.accessMode, selector),
            when(
              p.storage.wal.enabled,
              claim(CLAIMS.wal, p.storage.wal.size, p.storage.wal.storageClassName, p.storage.accessMode, selector),
            ),
          ],
        },
      }),
      { ...presence, pods: { least: p.replicas, most: p.replicas } },
    );
    this.addDisruptionBudget(labels, selector);
    new Task(this, `${this.node.id}-configure`, {
      settings: tasks,
      when: this.runs,
      wave: WAVE + 1,
      repeats: true,
      content: () => configureContent(this, { values: block(p), pooler: this.attached?.active ?? false }),
    });
  }

  private addDisruptionBudget(
    labels: Template<Record<string, string>>,
    selector: Template<Record<string, string>>,
  ): void {
    const { name, runs, values } = this;
    new Manifest(
      this,
      'PodDisruptionBudget',
      'PodDisruptionBudget',
      {
        metadata: { name, labels },
        spec: {
          maxUnavailable: 1,
          // A member that is not ready may hold commits of its own: it has to come back before another goes.
          unhealthyPodEvictionPolicy: 'IfHealthyBudget',
          selector: { matchLabels: selector },
        },
      },
      { when: and(runs, values.disruption.enabled), wave: WAVE },
    );
  }
}
