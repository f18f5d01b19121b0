/** The Services of a Redis Cluster, and who may reach its pods. */
import type { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { Manifest } from '../manifest';
import type { Param } from '../values/expr';
import { merge, when, type Template } from '../values/template';
import type { Common } from './access';
import { AGENT_PORT, BUS_PORT, PORT_NAMES, REDIS_PORT, serviceNames } from './names';

const port = (name: string, number: number): Template<k8s.ServicePort> => ({
  ...{ name, port: number, targetPort: name, protocol: 'TCP' },
});

/** Adds the Service of any node, which clients ask first, and that of all pods, which gives them their names. */
export function addServices(
  scope: Construct,
  common: Common & { readonly wave: number },
  selector: Template<Record<string, string>>,
  annotations: Param<Record<string, string>>,
): void {
  const { labels, runs, clustered, wave } = common;
  const names = serviceNames(common.name);
  const add = (id: string, name: Param<string>, spec: Template<k8s.ServiceSpec>) =>
    new Manifest(
      scope,
      id,
      'Service',
      { metadata: { name, labels, annotations: merge<Record<string, string>>(annotations) }, spec },
      { when: runs, wave },
    );

  add('Service', names.any, { type: 'ClusterIP', selector, ports: [port(PORT_NAMES.redis, REDIS_PORT)] });
  add('Pods', names.pods, {
    type: 'ClusterIP',
    clusterIP: 'None',
    // Nodes find each other before they are ready.
    publishNotReadyAddresses: true,
    selector,
    ports: [
      port(PORT_NAMES.redis, REDIS_PORT),
      when<k8s.ServicePort>(clustered, port(PORT_NAMES.bus, BUS_PORT)),
      when<k8s.ServicePort>(clustered, port(PORT_NAMES.agent, AGENT_PORT)),
    ],
  });
}
