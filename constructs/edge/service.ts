/** The Service of the edge: within the cluster, or a load balancer. */
import type { k8s } from 'cdk8s-plus-28';
import type { Param } from '../values/expr';
import { and, choose, eq, isSet, join, ne } from '../values/ops';
import { items, merge, passed, when, type Template } from '../values/template';
import { SERVICE_PORTS } from './names';
import { EXTERNAL_DNS, type EdgeValues } from './values';

/** What it is made of, besides the values. */
export interface EdgeService {
  readonly name: Param<string>;
  readonly labels: Template<Record<string, string>>;
  readonly selector: Template<Record<string, string>>;
  /** Ports of sidecars. */
  readonly more: readonly Template<k8s.ServicePort>[];
}

/** The object. */
export function edgeService(p: EdgeValues, parts: EdgeService): Template<k8s.KubeServiceProps> {
  const { name, labels, selector, more } = parts;
  const balanced = eq(p.entry.kind, 'loadBalancer');
  return {
    metadata: {
      name,
      labels,
      annotations: merge<Record<string, string>>(
        p.service.annotations,
        ...EXTERNAL_DNS.map((prefix) =>
          when<Record<string, string>>(and(balanced, eq(p.entry.externalDns, prefix), isSet(p.hosts)), {
            [`${prefix}/hostname`]: join(p.hosts, ','),
          }),
        ),
      ),
    },
    spec: {
      type: choose(balanced, 'LoadBalancer', 'ClusterIP'),
      // The load balancer leads to nodes with a pod alone, and the address of the client stays.
      externalTrafficPolicy: when(balanced, 'Local'),
      loadBalancerSourceRanges: when<string[]>(balanced, [items(passed<readonly string[]>(p.entry.sourceRanges))]),
      selector,
      ports: [
        port('http', SERVICE_PORTS.http, 'http'),
        when<k8s.ServicePort>(
          ne(p.tls.at, 'none'),
          port('https', SERVICE_PORTS.https, choose(eq(p.tls.at, 'edge'), 'https', 'http')),
        ),
        ...more,
      ],
    },
  };
}

const port = (name: string, number: number, targetPort: Param<string>): Template<k8s.ServicePort> => ({
  ...{ name, port: number, targetPort, protocol: 'TCP' },
});
