/** The pod of a node: restricted, apart from those of its shard, and with time to hand over. */
import type { k8s } from 'cdk8s-plus-28';
import type { StackContext } from '../stack-context';
import type { Param } from '../values/expr';
import { eq, isSet, not } from '../values/ops';
import type { Resolved } from '../values/props';
import { merge, passed, when, type Template } from '../values/template';
import { podBase } from '../workload/pod-base';
import { restrictedPod } from '../workload/restricted';
import { configChecksum } from './config';
import { prepareContainer, serverContainer, agentBeside, VOLUMES, type ContainerParts } from './containers';
import type { RedisSchema } from './values';

type Values = Resolved<RedisSchema>;
type Labels = Template<Record<string, string>>;

/** User and group of both public images. */
const REDIS_USER = 999;
const NODE = 'kubernetes.io/hostname';
const ZONE = 'topology.kubernetes.io/zone';
/** Renewed by the kubelet before it ends. */
const TOKEN_SECONDS = 3607;

/** Everything that the pod is made of, besides its values. */
export interface NodeParts extends ContainerParts {
  readonly context: StackContext;
  readonly secret: Param<string>;
  readonly labels: Labels;
  /** Selects the nodes of all shards. */
  readonly selector: Labels;
  /** Selects the nodes of its shard. @default - it is no part of a cluster */
  readonly shard?: Labels;
}

/** The pod template of a node. */
export function nodeTemplate(p: Values, parts: NodeParts): Template<k8s.PodTemplateSpec> {
  const { context, name, shard } = parts;
  return {
    metadata: {
      annotations: merge<Record<string, string>>(
        { 'checksum/config': configChecksum(p, context.version) },
        p.podAnnotations,
      ),
      labels: merge<Record<string, string>>(parts.labels, p.podLabels),
    },
    spec: {
      ...podBase(context, { account: name, priorityClassName: p.priorityClassName }),
      terminationGracePeriodSeconds: p.shutdown.gracePeriodSeconds,
      securityContext: { ...restrictedPod(REDIS_USER, REDIS_USER), fsGroupChangePolicy: 'OnRootMismatch' },
      initContainers: shard === undefined ? [prepareContainer(p, parts)] : undefined,
      containers: [
        serverContainer(p, parts, shard !== undefined),
        shard === undefined ? undefined : agentBeside(p, parts),
      ],
      volumes: volumes(p, parts),
      nodeSelector: when(isSet(p.nodeSelector), p.nodeSelector),
      tolerations: when(isSet(p.tolerations), passed<k8s.Toleration[]>(p.tolerations)),
      affinity: shard === undefined ? undefined : { podAntiAffinity: apart(p, shard) },
      topologySpreadConstraints: shard === undefined ? undefined : spread(p, parts.selector),
    },
  };
}

function volumes(p: Values, { name, secret, shard }: NodeParts): (Template<k8s.Volume> | undefined)[] {
  return [
    { name: VOLUMES.config, configMap: { name } },
    { name: VOLUMES.secrets, secret: { secretName: secret, defaultMode: 0o440 } },
    when<k8s.Volume>(p.tls.enabled, {
      name: VOLUMES.tls,
      secret: { secretName: p.tls.existingSecret, defaultMode: 0o440 },
    }),
    { name: VOLUMES.run, emptyDir: { medium: 'Memory', sizeLimit: '1Mi' } },
    shard === undefined ? undefined : token(),
  ];
}

/** What Kubernetes puts into every container, for the one that needs it. */
const token = (): Template<k8s.Volume> => ({
  name: VOLUMES.token,
  projected: {
    defaultMode: 0o440,
    sources: [
      { serviceAccountToken: { path: 'token', expirationSeconds: TOKEN_SECONDS } },
      { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
      { downwardAPI: { items: [{ path: 'namespace', fieldRef: { fieldPath: 'metadata.namespace' } }] } },
    ],
  },
});

/** A shard is lost when all its pods are: no two of them share a node, nor a zone where there are enough. */
function apart(p: Values, shard: Labels): Template<k8s.PodAntiAffinity> {
  const term = (topologyKey: string) => ({ topologyKey, labelSelector: { matchLabels: shard } });
  const strict = eq(p.spread.nodes, 'required');
  return {
    requiredDuringSchedulingIgnoredDuringExecution: when<k8s.PodAffinityTerm[]>(strict, [term(NODE)]),
    preferredDuringSchedulingIgnoredDuringExecution: [
      when<k8s.WeightedPodAffinityTerm>(not(strict), { weight: 100, podAffinityTerm: term(NODE) }),
      { weight: 50, podAffinityTerm: term(ZONE) },
    ],
  };
}

function spread(p: Values, all: Labels): Template<k8s.TopologySpreadConstraint>[] {
  const over = (topologyKey: string, whenUnsatisfiable: Param<string>) => ({
    ...{ maxSkew: 1, topologyKey, whenUnsatisfiable, labelSelector: { matchLabels: all } },
  });
  return [
    over(ZONE, p.spread.zones),
    // Each ordinal by itself. The first pods of all shards are their first masters: of two on one node, nobody would be left to agree on the
    // successors.
    { ...over(NODE, 'ScheduleAnyway'), matchLabelKeys: ['apps.kubernetes.io/pod-index'] },
  ];
}
