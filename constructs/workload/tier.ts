/** The objects of a horizontally scaled tier, whatever runs in it: Deployment, HorizontalPodAutoscaler and PodDisruptionBudget. */
import type { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { Manifest } from '../manifest';
import type { Param } from '../values/expr';
import { and, not, str } from '../values/ops';
import type { Resolved } from '../values/props';
import { when, type Template } from '../values/template';
import { autoscalerSpec } from './autoscaler';
import { grownPods, leastPods, mostPods } from './rules';
import type { TierSchema } from './values';

/** What differs between tiers. */
export interface Tier {
  readonly name: Param<string>;
  readonly labels: Template<Record<string, string>>;
  readonly selector: Template<Record<string, string>>;
  /** The container by whose use it is scaled. */
  readonly container: string;
  /** Its pods: asked when all connections are known. */
  readonly pod: () => Template<k8s.PodTemplateSpec>;
  /** They are there only when this holds. @default true */
  readonly when?: Param<boolean>;
  /** Argo CD's sync wave of the Deployment. @default - that of the kind */
  readonly wave?: number;
}

/** Adds the objects. */
export function addTier(scope: Construct, p: Resolved<TierSchema>, tier: Tier): void {
  const { name, labels, selector, container, pod, wave, when: there = true } = tier;
  const metadata = { name, labels };
  new Manifest(
    scope,
    'Deployment',
    'Deployment',
    () => ({
      metadata,
      spec: {
        replicas: when(not(p.autoscaling.enabled), p.replicas),
        revisionHistoryLimit: p.rollout.revisionHistoryLimit,
        minReadySeconds: p.rollout.minReadySeconds,
        progressDeadlineSeconds: p.rollout.progressDeadlineSeconds,
        strategy: {
          type: 'RollingUpdate',
          rollingUpdate: { maxSurge: str`${p.rollout.maxSurgePercent}%`, maxUnavailable: 0 },
        },
        selector: { matchLabels: selector },
        template: pod(),
      },
    }),
    {
      when: there,
      pods: { least: leastPods(p), most: mostPods(p), leaving: grownPods(p) },
      ...(wave === undefined ? {} : { wave }),
    },
  );
  new Manifest(
    scope,
    'HorizontalPodAutoscaler',
    'HorizontalPodAutoscaler',
    { metadata, spec: autoscalerSpec(p.autoscaling, name, container) },
    { when: and(there, p.autoscaling.enabled) },
  );
  new Manifest(
    scope,
    'PodDisruptionBudget',
    'PodDisruptionBudget',
    {
      metadata,
      spec: {
        maxUnavailable: p.disruption.maxUnavailable,
        // A pod that is not ready anyway must not hold up a drain.
        unhealthyPodEvictionPolicy: 'AlwaysAllow',
        selector: { matchLabels: selector },
      },
    },
    { when: and(there, p.disruption.enabled) },
  );
}
