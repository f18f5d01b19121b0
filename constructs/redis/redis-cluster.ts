/** A Redis Cluster: shards of a master and its replicas, which form, heal and scale by themselves. */
import { Construct } from 'constructs';
import { Manifest } from '../manifest';
import { rounds } from '../rounds';
import { GeneratedSecret } from '../secrets/generated-secret';
import { contextOf } from '../stack-context';
import { Task } from '../tasks/task';
import { taskValues, type TaskSchema } from '../tasks/values';
import { isExpr, type Param } from '../values/expr';
import { helper } from '../values/helper';
import { add, and, choose, eq, ge, include, ne, str, toJson } from '../values/ops';
import { resolveProps, type PropsOf, type Resolved } from '../values/props';
import { merge, when, type Template } from '../values/template';
import { claim } from '../workload/claim';
import type { Client, Connectable, Connection } from '../workload/connection';
import { imageOf } from '../workload/image';
import { addAccess, type Common } from './access';
import { clientConnection } from './client';
import { addClientFlows, addClusterFlows } from './flows';
import { redisConf } from './config';
import { sizes, type Sizes } from './memory';
import {
  CONFIG_FILES,
  DATA_CLAIM,
  FACTS,
  LEAST_SHARDS,
  SECRET_KEYS,
  serviceNames,
  SHARD_LABEL,
  shardName,
} from './names';
import { nodeTemplate, type NodeParts } from './node';
import { KEPT, removalTask } from './removal';
import { addRedisRules } from './rules';
import { addServices } from './services';
import { addUpgradeRules, claimOf, factsOf } from './upgrade-rules';
import { redisValues, type RedisSchema } from './values';

/** Properties of a {@link RedisCluster}: any value of its schema, as a literal or an expression. */
export type RedisClusterProps = PropsOf<RedisSchema> & {
  /** The Job that removes shards before the stack is uninstalled. @default - see {@link taskValues} */
  readonly tasks?: PropsOf<TaskSchema>;
};

const SCHEMA = redisValues();
/** Before the apps: they would wait for it anyway, and Argo CD can tell why. */
const WAVE = -2;

type Labels = Template<Record<string, string>>;

/**
 * A StatefulSet for each shard, Services, ConfigMap, identity and rights, NetworkPolicy and PodDisruptionBudget. Its id is the component's
 * name: objects are called `STACK-ID`.
 *
 * ```ts
 * const cache = new RedisCluster(chart, 'redis', { shards: 5, maxMemory: '4Gi', resources: { limits: { memory: '8Gi' } } });
 * api.connect(cache);
 * ```
 *
 * @throws ScaleoutError SCALE-VALUES-… for a property that its schema refuses; broken rules are reported at synth
 */
export class RedisCluster extends Construct implements Connectable<object> {
  /** The start of its objects' names, and the name of the Service that leads to any node. */
  readonly name: Param<string>;
  /** The Secret with the passwords. */
  readonly secret: GeneratedSecret;
  /** Whether there is a node of ours, and not only the address of others. */
  readonly runs: Param<boolean>;

  /** Its values. */
  readonly values: Resolved<RedisSchema>;
  /** Sizes computed from its memory. */
  readonly sizes: Sizes;

  constructor(scope: Construct, id: string, props: RedisClusterProps = {}) {
    super(scope, id);
    const { tasks = {}, ...given } = props;
    const p = resolveProps(SCHEMA, given as PropsOf<RedisSchema>, this.node.path);
    this.values = p;
    this.sizes = sizes(p, id);
    this.name = str`${contextOf(this).fullname}-${id}`;
    this.runs = ne(p.mode, 'existing');
    this.secret = new GeneratedSecret(this, 'Passwords', id, {
      existing: p.existingSecret,
      keys: Object.values(SECRET_KEYS),
      when: this.runs,
    });
    const facts = factsOf(p, claimOf(p, id));
    addRedisRules(this, id, p, this.sizes);
    addUpgradeRules(this, id, p, { name: this.name, wanted: facts });
    const annotations = Object.fromEntries(
      Object.entries(FACTS).map(([of, key]) => [key, facts[of as keyof typeof FACTS]]),
    );
    addClusterFlows(this);
    this.addObjects(annotations);
    new Task(this, `${id}-remove-shards`, {
      settings: resolveProps(taskValues(), tasks, this.node.path),
      ...removalTask(this),
    });
  }

  connectionFrom(client: Client, _options: object): Connection {
    addClientFlows(this, client);
    return clientConnection(this);
  }

  /** The image of the flavour. */
  private get serverImage(): Param<string> {
    const { flavour, image } = this.values;
    const name = choose(eq(flavour, 'redis'), imageOf(this, image.redis), imageOf(this, image.valkey));
    const doc = 'The full name of the image of the cache.';
    return isExpr(name) ? include(helper<string>({ name: `${this.node.id}.image`, doc }, name)) : name;
  }

  private addObjects(facts: Labels): void {
    const { name, runs, values: p } = this;
    const context = contextOf(this);
    const component = { 'app.kubernetes.io/component': this.node.id };
    const selector = merge<Record<string, string>>(context.selectorLabels, component);
    const labels = merge<Record<string, string>>(context.labels, component);
    const clustered = eq(p.mode, 'cluster');
    const common: Common = { name, labels, runs, clustered };

    addAccess(this, common, p.serviceAccount.annotations);
    new Manifest(
      this,
      'ConfigMap',
      'ConfigMap',
      {
        metadata: { name, labels },
        data: {
          [CONFIG_FILES.server]: redisConf(p, this.sizes),
          // Read by the agents while they run: no pod has to be replaced for another number of them.
          [CONFIG_FILES.topology]: toJson({ shards: p.shards, replicasPerShard: p.replicasPerShard, act: p.agent.act }),
        },
      },
      { when: runs },
    );
    addServices(this, { ...common, wave: WAVE }, selector, p.service.annotations);
    const images = { agent: imageOf(this, p.agent.image), server: this.serverImage };
    const parts: NodeParts = { context, name, images, labels, selector, secret: this.secret.name };
    this.addShards(parts, facts);
    this.addStandalone(parts, facts);
    new Manifest(
      this,
      'PodDisruptionBudget',
      'PodDisruptionBudget',
      {
        metadata: { name, labels },
        spec: {
          // Of all shards: two masters away at once are no majority of three.
          maxUnavailable: 1,
          // A node that is not ready may be the one that has the data: it has to come back before another goes.
          unhealthyPodEvictionPolicy: 'IfHealthyBudget',
          selector: { matchLabels: selector },
        },
      },
      { when: and(clustered, p.disruption.enabled), wave: WAVE },
    );
  }

  private addShards(parts: NodeParts, facts: Labels): void {
    const { name, values: p } = this;
    const nodes = add(p.replicasPerShard, 1);
    for (const { suffix, index, loop } of rounds(p.shards, 'shard')) {
      const own = { [SHARD_LABEL]: str`${index}` };
      const labels = merge<Record<string, string>>(parts.labels, own);
      const shard = merge<Record<string, string>>(parts.selector, own);
      new Manifest(
        this,
        `Shard${suffix}`,
        'StatefulSet',
        {
          metadata: {
            name: shardName(name, index),
            labels,
            annotations: merge<Record<string, string>>(facts, when(ge(index, LEAST_SHARDS), KEPT)),
          },
          spec: { replicas: nodes, ...this.statefulSet(shard, { ...parts, labels, shard }) },
        },
        { when: eq(p.mode, 'cluster'), loop, pods: { least: nodes, most: nodes }, wave: WAVE },
      );
    }
  }

  /** A single node, under a name of its own: data of a cluster is none for it. */
  private addStandalone(parts: NodeParts, facts: Labels): void {
    const { name, labels, selector } = parts;
    new Manifest(
      this,
      'Standalone',
      'StatefulSet',
      {
        metadata: { name, labels, annotations: facts },
        spec: { replicas: 1, ...this.statefulSet(selector, parts) },
      },
      { when: eq(this.values.mode, 'standalone'), pods: { least: 1, most: 1 }, wave: WAVE },
    );
  }

  private statefulSet(selector: Labels, parts: NodeParts) {
    const { size, storageClassName, accessMode } = this.values.storage;
    return {
      serviceName: serviceNames(this.name).pods,
      // Nobody waits for anybody: after a total loss, whoever has the data must be able to come back.
      podManagementPolicy: 'Parallel',
      updateStrategy: { type: 'RollingUpdate' },
      persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
      selector: { matchLabels: selector },
      template: nodeTemplate(this.values, parts),
      volumeClaimTemplates: [claim(DATA_CLAIM, size, storageClassName, accessMode, selector)],
    };
  }
}
