/** What every construct of a stack derives its names and labels from; nothing else repeats the stack's name. */
import { Chart } from 'cdk8s';
import type { Construct, IConstruct } from 'constructs';
import { VERSION } from './version';
import type { Param, Release } from './values/expr';
import type { Template } from './values/template';

/** Settings that hold for every pod of a stack. */
export interface PodDefaults {
  /** Put before every image's repository, with a slash between. `''`: none. */
  readonly imageRegistry: Param<string>;
  /** Names of Secrets to pull images with: `[{ name }]`. */
  readonly imagePullSecrets: Param<{ readonly name: string }[]>;
}

export interface StackContext {
  /** The stack's name in lower-case words joined by `-`: of the Helm chart, and of the labels `name` and `part-of`. */
  readonly name: string;
  /** The version of Scaleout's own images, and the default tag of all others. */
  readonly version: Param<string>;
  /** The start of every object's name. */
  readonly fullname: Param<string>;
  /** Labels of every object, without the component. */
  readonly labels: Template<Record<string, string>>;
  /** Labels that tell this installation's pods from others', without the component. Immutable. */
  readonly selectorLabels: Template<Record<string, string>>;
  readonly pods: PodDefaults;
  /** Who installs, when there are no values to ask: literal apps. */
  readonly release: Release;
}

const KEY = 'scaleout:stack';

/** Makes `context` the one of `scope` and all below it. */
export function provideContext(scope: Construct, context: StackContext): void {
  scope.node.setContext(KEY, context);
}

/** The context around a construct; in a plain cdk8s app, one derived from its chart: everything is called `CHART-…`. */
export function contextOf(scope: IConstruct): StackContext {
  const given = scope.node.tryGetContext(KEY) as StackContext | undefined;
  if (given !== undefined) return given;
  const chart = Chart.of(scope);
  const name = chart.node.id;
  const selectorLabels = { 'app.kubernetes.io/name': name, 'app.kubernetes.io/instance': name };
  return {
    name,
    version: VERSION,
    fullname: name,
    selectorLabels,
    labels: {
      ...selectorLabels,
      'app.kubernetes.io/part-of': name,
      'app.kubernetes.io/managed-by': 'scaleout',
    },
    pods: { imageRegistry: '', imagePullSecrets: [] },
    release: { name, namespace: chart.namespace ?? 'default', service: 'scaleout', version: VERSION },
  };
}
