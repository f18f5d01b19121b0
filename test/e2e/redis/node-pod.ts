import { isReady, type ContainerStatus, type Pod } from '../objects';
import type { WatchedNode } from './load/plan';
import { CONTAINERS, PORTS } from './stack';

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
  readonly serverImage: string;
  /** When its server began to run, in ms by the kubelet's clock; NaN: not yet. */
  readonly servingSince: number;
  readonly isReady: boolean;
}

/** The pod of a cluster's node; undefined when it is none. */
export function nodePodOf(pod: Pod, prefix: string): NodePod | undefined {
  const { metadata, spec, status } = pod;
  const [, shard, ordinal] = new RegExp(`^${prefix}-(\\d+)-(\\d+)$`).exec(metadata.name) ?? [];
  if (shard === undefined) return undefined;
  const of = (name: string) => status.containerStatuses?.find((container) => container.name === name);
  const imageOf = (name: string) => spec.containers.find((container) => container.name === name)?.image ?? '';
  const server = of(CONTAINERS.server);
  const agent = of(CONTAINERS.agent);
  return {
    ...{ name: metadata.name, shard: Number(shard), ordinal: Number(ordinal), uid: metadata.uid },
    ...{ host: spec.nodeName ?? '', address: status.podIP ?? '', server: idOf(server), agent: idOf(agent) },
    restarts: (server?.restartCount ?? 0) + (agent?.restartCount ?? 0),
    ...{ agentImage: imageOf(CONTAINERS.agent), serverImage: imageOf(CONTAINERS.server) },
    servingSince: Date.parse(server?.state?.running?.startedAt ?? ''),
    isReady: isReady(pod),
  };
}

/** When a pod began to run, in ms by the kubelet's clock: it had an address, or its very first container began. NaN: not yet. */
export function ranSince({ status }: Pod): number {
  const sandbox = status.conditions?.find(({ type }) => type === 'PodReadyToStartContainers');
  const server = status.containerStatuses?.find(({ name }) => name === CONTAINERS.server)?.state;
  const times = [
    sandbox?.status === 'True' ? sandbox.lastTransitionTime : undefined,
    server?.running?.startedAt ?? server?.terminated?.startedAt,
  ].flatMap((time) => (time === undefined ? [] : Date.parse(time)));
  return times.length === 0 ? NaN : Math.min(...times);
}

const idOf = (container: ContainerStatus | undefined): string => container?.containerID?.replace(/^.*:\/\//, '') ?? '';

/** Where it is watched. */
export const watched = ({ name, address }: Pick<NodePod, 'name' | 'address'>): WatchedNode => ({
  ...{ pod: name, address, port: PORTS.redis },
});
