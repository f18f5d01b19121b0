import { bringNodesBack, drainNode, loseNode, openNodes, type Loss } from '../../faults/nodes';
import { count } from '../../log';
import type { Stage } from '../stage';
import { LIMITS, type Fault } from './fault';

/** Longer than Kubernetes takes to see that a node is lost. */
const AWAY_SECONDS = 60;

/** `node-2 with 5 pods: fastnext-edge-…, …`. */
const wordsOf = (node: string, pods: readonly string[]): string =>
  `${node} with ${count(pods.length, 'pod')}: ${pods.map((name) => name.replace(/^fastnext-/, '')).join(', ')}`;

export const drain: Fault = {
  name: 'drain',
  sentence: "the primary's node is drained, and opened again",
  limits: LIMITS.planned,
  wide: true,
  strike: async (stage) => {
    const [node, pods] = await stage.victimNode();
    await stage.mark();
    await drainNode(stage.context.kubectl, node);
    await openNodes(stage.context.kubectl);
    await stage.over();
    return wordsOf(node, pods);
  },
  mend: (stage) => openNodes(stage.context.kubectl),
};

const losing = (loss: Loss) => async (stage: Stage) => {
  const [node, pods] = await stage.victimNode();
  await stage.mark();
  await loseNode(stage.lab, loss, node);
  await stage.hold(AWAY_SECONDS);
  await bringNodesBack(stage.lab);
  await stage.over();
  return wordsOf(node, pods);
};

export const crashNode: Fault = {
  name: 'crash-node',
  sentence: `the primary's node loses its power for ${AWAY_SECONDS} s`,
  limits: LIMITS.node,
  wide: true,
  strike: losing('crash'),
  mend: (stage) => bringNodesBack(stage.lab),
};

export const cutNode: Fault = {
  name: 'cut-node',
  sentence: `the primary's node loses its network for ${AWAY_SECONDS} s`,
  limits: LIMITS.node,
  wide: true,
  strike: losing('cut'),
  mend: (stage) => bringNodesBack(stage.lab),
};
