import { bringNodesBack, drainNode as drain, loseNode, openNodes, type Loss } from '../../faults/nodes';
import type { Stage } from '../stage';
import { LIMITS, type Fault } from './fault';

/** Loses the leader's node, sees another member lead, and brings the node back. */
const losing = (loss: Loss) => async (stage: Stage) => {
  const { node } = await stage.leader();
  const before = await stage.timeline();
  await stage.mark();
  await loseNode(stage.lab, loss, node);
  await stage.newTimeline(before);
  // The old leader must stay silent when it is heard again.
  await stage.hold(10);
  await bringNodesBack(stage.lab);
  return '';
};
const bringBack = (stage: Stage) => bringNodesBack(stage.lab);

export const crashNode: Fault = {
  name: 'crash-node',
  sentence: "the leader's node loses its power",
  limits: LIMITS.silent,
  wide: true,
  strike: losing('crash'),
  mend: bringBack,
};

export const cutNode: Fault = {
  name: 'cut-node',
  sentence: "the leader's node loses its network, and gets it back",
  limits: LIMITS.silent,
  wide: true,
  strike: losing('cut'),
  mend: bringBack,
};

export const drainNode: Fault = {
  name: 'drain-node',
  sentence: "a drain of the leader's node",
  limits: LIMITS.planned,
  wide: true,
  strike: async (stage) => {
    const { node } = await stage.leader();
    await stage.mark();
    await drain(stage.context.kubectl, node);
    return '';
  },
  mend: (stage) => openNodes(stage.context.kubectl),
};
