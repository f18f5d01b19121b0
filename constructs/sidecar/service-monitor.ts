/** What tells the Prometheus operator where the metrics are. */
import type { Construct } from 'constructs';
import { HEALTH_PORT_NAME, PATHS } from '../../services/health-contract/src/names';
import { Manifest } from '../manifest';
import type { Param } from '../values/expr';
import { and, str } from '../values/ops';
import type { Resolved } from '../values/props';
import { merge, type Template } from '../values/template';
import type { SidecarSchema } from './values';

/** Whose metrics are scraped. */
export interface Scraped {
  readonly name: Param<string>;
  readonly labels: Template<Record<string, string>>;
  /** Labels that the Services of these pods have too. */
  readonly selector: Template<Record<string, string>>;
  readonly values: Resolved<SidecarSchema>['serviceMonitor'];
  readonly when: Param<boolean>;
}

/** Adds a ServiceMonitor, when the values ask for it. */
export function addServiceMonitor(
  scope: Construct,
  id: string,
  { name, labels, selector, values, when }: Scraped,
): void {
  new Manifest(
    scope,
    `${id}-ServiceMonitor`,
    'ServiceMonitor',
    {
      metadata: { name, labels: merge<Record<string, string>>(labels, values.labels) },
      spec: {
        selector: { matchLabels: selector },
        endpoints: [{ port: HEALTH_PORT_NAME, path: PATHS.metrics, interval: str`${values.intervalSeconds}s` }],
      },
    },
    { when: and(when, values.enabled) },
  );
}
