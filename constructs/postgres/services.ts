/** The Services of a Postgres cluster. */
import type { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { Manifest } from '../manifest';
import { merge, type Template } from '../values/template';
import type { Param } from '../values/expr';
import { str } from '../values/ops';
import type { Common } from './access';
import { PATRONI_PORT, PORT_NAMES, POSTGRES_PORT, ROLE_LABEL, ROLE_REPLICA } from './names';

const database: Template<k8s.ServicePort> = {
  name: PORT_NAMES.postgres,
  port: POSTGRES_PORT,
  targetPort: PORT_NAMES.postgres,
  protocol: 'TCP',
};
const patroni: Template<k8s.ServicePort> = {
  name: PORT_NAMES.patroni,
  port: PATRONI_PORT,
  targetPort: PORT_NAMES.patroni,
  protocol: 'TCP',
};

/** Services whose Endpoints are Patroni's store. Without them the controller manager would remove those when it starts. */
const STORES = ['config', 'sync', 'failover'] as const;

/** Names of the Services that others ask for. */
export const serviceNames = (name: Param<string>) => ({
  leader: name,
  replicas: str`${name}-replicas`,
  pods: str`${name}-pods`,
});

/** Adds the Services. They are there before the members, or the first leader has no Endpoints to write to. */
export function addServices(
  scope: Construct,
  common: Common,
  selector: Template<Record<string, string>>,
  annotations: Param<Record<string, string>>,
): void {
  const { labels, presence } = common;
  const names = serviceNames(common.name);
  const add = (id: string, name: Param<string>, spec: Template<k8s.ServiceSpec>) =>
    new Manifest(
      scope,
      id,
      'Service',
      { metadata: { name, labels, annotations: merge<Record<string, string>>(annotations) }, spec },
      presence,
    );

  // Without a selector: Patroni writes the leader's address in the same update as its lock.
  add('Leader', names.leader, { type: 'ClusterIP', ports: [database, patroni] });
  add('Replicas', names.replicas, {
    type: 'ClusterIP',
    selector: merge<Record<string, string>>(selector, { [ROLE_LABEL]: ROLE_REPLICA }),
    ports: [database],
  });
  add('Pods', names.pods, {
    type: 'ClusterIP',
    clusterIP: 'None',
    // Members find each other before they are ready.
    publishNotReadyAddresses: true,
    selector,
    ports: [database, patroni],
  });
  for (const store of STORES)
    add(`Store-${store}`, str`${common.name}-${store}`, { type: 'ClusterIP', clusterIP: 'None', ports: [database] });
}
