/** The pod of a horizontally scaled tier: restricted, spread, and given the time to leave without losing a request. */
import type { k8s } from 'cdk8s-plus-28';
import type { StackContext } from '../stack-context';
import type { Param } from '../values/expr';
import { choose, eq, isSet, ne } from '../values/ops';
import type { Resolved } from '../values/props';
import { merge, passed, when, type Template } from '../values/template';
import { podBase } from './pod-base';
import { restrictedPod } from './restricted';
import { neededGraceSeconds } from './rules';
import type { TierSchema } from './values';

/** What differs between tiers' pods. */
export interface TierPod {
  readonly context: StackContext;
  /** The name of its ServiceAccount. */
  readonly name: Param<string>;
  readonly labels: Template<Record<string, string>>;
  readonly selector: Template<Record<string, string>>;
  /** Annotations besides those of the values: a change of them rolls out new pods. */
  readonly annotations: Template<Record<string, string>>;
  /** Containers that start before the others and stop after them. */
  readonly sidecars: readonly Template<k8s.Container>[];
  readonly container: Template<k8s.Container>;
  /** Volumes besides `tmp`. */
  readonly volumes: readonly Template<k8s.Volume>[];
}

/** The volume that is mounted at /tmp. */
export const TMP_MOUNT = { name: 'tmp', mountPath: '/tmp' } as const;

/** The pod template of a tier. */
export function tierPod(p: Resolved<TierSchema>, parts: TierPod): Template<k8s.PodTemplateSpec> {
  return {
    metadata: {
      annotations: merge<Record<string, string>>(parts.annotations, p.podAnnotations),
      labels: merge<Record<string, string>>(parts.labels, p.podLabels),
    },
    spec: {
      ...podBase(parts.context, { account: parts.name, priorityClassName: p.priorityClassName }),
      terminationGracePeriodSeconds: choose(
        eq(p.shutdown.gracePeriodSeconds, 0),
        neededGraceSeconds(p),
        p.shutdown.gracePeriodSeconds,
      ),
      securityContext: restrictedPod(p.security.user, p.security.group),
      initContainers: parts.sidecars.length === 0 ? undefined : parts.sidecars,
      containers: [parts.container],
      volumes: [{ name: TMP_MOUNT.name, emptyDir: { sizeLimit: p.security.tmpSize } }, ...parts.volumes],
      nodeSelector: when(isSet(p.nodeSelector), p.nodeSelector),
      tolerations: when(isSet(p.tolerations), passed<k8s.Toleration[]>(p.tolerations)),
      affinity: when(isSet(p.affinity), passed<k8s.Affinity>(p.affinity), preferOtherNodes(parts)),
      topologySpreadConstraints: [
        spread('topology.kubernetes.io/zone', p.spread.zones, parts),
        spread('kubernetes.io/hostname', p.spread.nodes, parts),
      ],
    },
  };
}

/** What a container does first when its pod is to go. */
export const drain = (shutdown: Resolved<TierSchema>['shutdown']): Template<k8s.Lifecycle> =>
  // Endpoints and balancers learn late that a pod is leaving: it goes on serving while they do.
  when<k8s.Lifecycle>(ne(shutdown.drainSeconds, 0), { preStop: { sleep: { seconds: shutdown.drainSeconds } } });

function spread(
  topologyKey: string,
  whenUnsatisfiable: Param<string>,
  parts: TierPod,
): Template<k8s.TopologySpreadConstraint> {
  return {
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable,
    labelSelector: { matchLabels: parts.selector },
    // Each version is spread by itself, so that a roll-out does not end lopsided.
    matchLabelKeys: ['pod-template-hash'],
  };
}

function preferOtherNodes(parts: TierPod): Template<k8s.Affinity> {
  return {
    podAntiAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: [
        {
          weight: 100,
          podAffinityTerm: { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: parts.selector } },
        },
      ],
    },
  };
}
