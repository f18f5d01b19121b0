import type { Group, Step } from '../context';
import { check } from '../fail';
import { drainNode, openNodes } from '../faults/nodes';
import { busiestNode, livePods, settled } from '../fleet';
import { count } from '../log';
import { second } from '../release';
import { withoutLoss } from './changes';

const rounds = 2;

const deletionsLoseNothing: Step = {
  sentence: 'pods deleted under traffic lose no request',
  run: async (context) => {
    const deleted: string[] = [];
    const seen = await withoutLoss(context, async () => {
      for (let round = 0; round < rounds; round += 1) {
        for (const component of ['backend', 'frontend']) {
          const pods = await livePods(context, `${second.selector},app.kubernetes.io/component=${component}`);
          // The oldest, which has the most connections.
          const [oldest] = [...pods].sort((a, b) =>
            a.metadata.creationTimestamp.localeCompare(b.metadata.creationTimestamp),
          );
          if (oldest !== undefined) deleted.push(oldest.metadata.name);
        }
        await context.kubectl.run(['delete', 'pod', ...deleted.slice(-2), '--wait']);
        await settled(context, second.selector);
      }
    });
    return `${seen}; ${count(deleted.length, 'pod')} deleted`;
  },
};

const drainLosesNothing: Step = {
  sentence: 'a node drained under traffic loses no request',
  run: async (context) => {
    // A drain moves everybody's pods: only a cluster that is ours alone is drained.
    if (context.cluster.lab === undefined) return 'left out: not the lab';
    const node = await busiestNode(context, second.selector);
    let moved = 0;
    try {
      const seen = await withoutLoss(context, async () => {
        moved = (await livePods(context, second.selector)).filter(({ spec }) => spec.nodeName === node).length;
        await drainNode(context.kubectl, node);
      });
      const left = (await livePods(context, second.selector)).filter(({ spec }) => spec.nodeName === node);
      check(left.length === 0, `still on ${node}: ${left.map(({ metadata }) => metadata.name).join(', ')}`);
      return `${seen}; ${count(moved, 'pod')} moved off ${node}`;
    } finally {
      await openNodes(context.kubectl);
    }
  },
};

/** What happens to pods in daily life. */
export const disruptions: Group = {
  name: 'disruptions',
  needs: ['upgrade'],
  steps: [deletionsLoseNothing, drainLosesNothing],
};
