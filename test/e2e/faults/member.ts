import type { Pod } from '../objects';

/** A member's pod, with what faults need of it. */
export interface MemberPod {
  readonly name: string;
  readonly uid: string;
  readonly node: string;
  readonly address: string;
  /** As the runtime calls its container. */
  readonly container: string;
  readonly image: string;
}

/** A pod by the container that is its reason. */
export function memberOf({ metadata, spec, status }: Pod, name: string): MemberPod {
  return {
    ...{ name: metadata.name, uid: metadata.uid, node: spec.nodeName ?? '', address: status.podIP ?? '' },
    container:
      status.containerStatuses?.find((container) => container.name === name)?.containerID?.replace(/^.*:\/\//, '') ??
      '',
    image: spec.containers.find((container) => container.name === name)?.image ?? '',
  };
}
