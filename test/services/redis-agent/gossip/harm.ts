/** What no plan may do, whatever it was made from. */
import type { Step } from '../../../../services/redis-agent/src/model';
import type { GossipCluster, Pod } from './cluster';
import { SlotSet } from './slot-set';

/** @throws Error when a step would do harm; keys are the ledger's */
export function checkStep(cluster: GossipCluster, step: Step): void {
  const pods = [...cluster.pods.values()];
  switch (step.do) {
    case 'forget': {
      const alive = pods.find(({ isUp, node }) => isUp && node.id === step.id);
      if (alive !== undefined) throw new Error(`${alive.name} is alive, and ${step.pod} is to forget it: ${step.why}`);
      return;
    }
    case 'reset': {
      const left = unique(cluster, cluster.pod(step.pod));
      if (!left.isEmpty) throw new Error(`${step.pod} is reset, and nobody else has ${left.count} slots: ${step.why}`);
      return;
    }
    case 'remove-shard':
      for (const pod of pods.filter(({ shard }) => shard === step.shard)) {
        const left = unique(cluster, pod);
        if (!left.isEmpty) throw new Error(`${pod.name} is removed with ${left.count} slots: ${step.why}`);
        for (const [key, version] of pod.node.keys) {
          const rest = pods.filter((other) => other.shard !== step.shard).map(({ node }) => node);
          if (!cluster.ledger.survives(key, version, rest)) throw new Error(`${pod.name} is removed with ${key}`);
        }
      }
      return;
    default:
  }
}

/** Slots that a pod owns and that nobody else owns with a higher epoch. */
function unique(cluster: GossipCluster, pod: Pod): SlotSet {
  const { myself } = pod.node;
  const newer = [...cluster.pods.values()]
    .filter(({ node }) => node !== pod.node && node.isMaster && node.myself.configEpoch > myself.configEpoch)
    .reduce((all, { node }) => all.plus(node.myself.slots), SlotSet.NONE);
  return myself.slots.minus(newer);
}
