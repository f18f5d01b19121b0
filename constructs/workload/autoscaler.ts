/** The HorizontalPodAutoscaler of a web service. */
import type { k8s } from 'cdk8s-plus-28';
import type { Param } from '../values/expr';
import { gt } from '../values/ops';
import type { Resolved } from '../values/props';
import { when, type Template } from '../values/template';
import { APP_CONTAINER } from './pod';
import type { WebServiceSchema } from './values';

type Autoscaling = Resolved<WebServiceSchema>['autoscaling'];

/** What scales the Deployment called `name`, and how. */
export function autoscalerSpec(p: Autoscaling, name: Param<string>): Template<k8s.HorizontalPodAutoscalerSpecV2> {
  return {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
    minReplicas: p.min,
    maxReplicas: p.max,
    metrics: [target('cpu', p.cpuUtilization), target('memory', p.memoryUtilization)],
    behavior: {
      scaleUp: scaling(p.scaleUp, 'Max'),
      scaleDown: scaling(p.scaleDown, 'Min'),
    },
  };
}

/** The app container alone is measured: a sidecar's use says nothing about the app's load. */
function target(name: string, averageUtilization: Param<number>): Template<k8s.MetricSpecV2> {
  return when(gt(averageUtilization, 0), {
    type: 'ContainerResource',
    containerResource: {
      name,
      container: APP_CONTAINER,
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
