/** The HorizontalPodAutoscaler of a tier. */
import type { k8s } from 'cdk8s-plus-28';
import type { Param } from '../values/expr';
import { gt } from '../values/ops';
import type { Resolved } from '../values/props';
import { when, type Template } from '../values/template';
import type { TierSchema } from './values';

type Autoscaling = Resolved<TierSchema>['autoscaling'];

/** What scales the Deployment called `name` by what its `container` uses, and how. */
export function autoscalerSpec(
  p: Autoscaling,
  name: Param<string>,
  container: string,
): Template<k8s.HorizontalPodAutoscalerSpecV2> {
  return {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
    minReplicas: p.min,
    maxReplicas: p.max,
    metrics: [target('cpu', container, p.cpuUtilization), target('memory', container, p.memoryUtilization)],
    behavior: {
      scaleUp: scaling(p.scaleUp, 'Max'),
      scaleDown: scaling(p.scaleDown, 'Min'),
    },
  };
}

/** One container alone is measured: a sidecar's use says nothing about the load. */
function target(name: string, container: string, averageUtilization: Param<number>): Template<k8s.MetricSpecV2> {
  return when(gt(averageUtilization, 0), {
    type: 'ContainerResource',
    containerResource: {
      name,
      container,
      target: { type: 'Utilization', averageUtilization },
    },
  });
}

function scaling(p: Autoscaling['scaleUp'], selectPolicy: 'Max' | 'Min'): Template<k8s.HpaScalingRulesV2> {
  return {
    stabilizationWindowSeconds: p.stabilizationSeconds,
    policies: [
      { type: 'Percent', value: p.percent, periodSeconds: p.periodSeconds },
      { type: 'Pods', value: p.pods, periodSeconds: p.periodSeconds },
    ],
    selectPolicy,
  };
}
