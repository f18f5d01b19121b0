import type { ContainerStatus, Pod } from '../objects';
import { isReady } from '../objects';
import { CONTAINERS, PORTS } from './stack';
import type { WatchedNode } from './load/plan';

/** A node's pod, with what events need of it. */
export interface NodePod {
  readonly name: string;
  readonly shard: number;
  readonly ordinal: number;
  readonly uid: string;
  /** The Kubernetes node. */
  readonly host: string;
  readonly address: string;
  /** Containers as the runtime calls them; `''` while there is none. */
  readonly server: string;
  readonly agent: string;
  /** Of both together. */
  readonly restarts: number;
  readonly agentImage: string;
  /** When the server began to run, and when the pod's very first container did, in ms by the API server's clock; NaN: not yet. */
  readonly servingSince: number;
  readonly runningSince: number;
  readonly isReady: boolean;
}

/** The pod of a cluster's node; undefined when it is none. */
export function nodePodOf(pod: Pod, prefix: string): NodePod | undefined {
  const { metadata, spec, status } = pod;
  const [, shard, ordinal] = new RegExp(`^${prefix}-(\\d+)-(\\d+)$`).exec(metadata.name) ?? [];
  if (shard === undefined) return undefined;
  const all = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
  const of = (name: string) => all.find((container) => container.name === name);
  const server = of(CONTAINERS.server);
  const agent = of(CONTAINERS.agent);
  return {
    ...{ name: metadata.name, shard: Number(shard), ordinal: Number(ordinal), uid: metadata.uid },
    ...{ host: spec.nodeName ?? '', address: status.podIP ?? '', server: idOf(server), agent: idOf(agent) },
    restarts: (server?.restartCount ?? 0) + (agent?.restartCount ?? 0),
    agentImage: spec.containers.find(({ name }) => name === CONTAINERS.agent)?.image ?? '',
    servingSince: Date.parse(server?.state?.running?.startedAt ?? ''),
    runningSince: Date.parse(of(CONTAINERS.prepare)?.state?.terminated?.startedAt ?? ''),
    isReady: isReady(pod),
  };
}

const idOf = (container: ContainerStatus | undefined): string => container?.containerID?.replace(/^.*:\/\//, '') ?? '';

/** Where it is watched. */
export const watched = ({ name, address }: Pick<NodePod, 'name' | 'address'>): WatchedNode => ({
  ...{ pod: name, address, port: PORTS.redis },
});
