import type { Pod } from '../objects';
import { classOf } from './cluster-watch';

/** Pods that must not be on one node together, or the loss of that node would be another event than its name says. */
function groupOf(pod: Pod): string | undefined {
  const podClass = classOf(pod);
  if (podClass !== 'redis') return podClass;
  // A shard.
  return pod.metadata.name.replace(/-\d+$/, '');
}

/** A pod that is beside another of its class, or of its shard of Redis. `stays` is not moved. */
export function crowdedPod(pods: readonly Pod[], stays: string): Pod | undefined {
  const taken = new Set<string>();
  return [...pods]
    .sort((a, b) => Number(b.metadata.name === stays) - Number(a.metadata.name === stays))
    .find((pod) => {
      const group = groupOf(pod);
      if (group === undefined) return false;
      const place = `${group} on ${pod.spec.nodeName ?? ''}`;
      return taken.size === taken.add(place).size;
    });
}
