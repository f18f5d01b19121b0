import { patience } from '../../context';
import { bringNodesBack, drainNode, loseNode, openNodes, type Loss } from '../../faults/nodes';
import { notYet, there, waitFor } from '../../wait';
import type { NodePod } from '../node-pod';
import type { Stage } from '../stage';
import { LIMITS, type Fault } from './fault';

/** Loses a master's node, sees its replica take over, and brings the node back. */
const losing =
  (loss: Loss, isBack: (stage: Stage, before: readonly NodePod[]) => Promise<void>) => async (stage: Stage) => {
    const { host, shard, name } = await stage.victim();
    const before = stage.nodes().filter((node) => node.host === host);
    await stage.mark();
    await loseNode(stage.lab, loss, host);
    await stage.until('another master', ({ sighting }) => {
      const others = stage.nodes().filter((node) => node.shard === shard && node.name !== name);
      const heir = sighting?.nodes.find(
        ({ pod, role, slots }) => role === 'master' && slots !== '' && others.some((other) => other.name === pod),
      );
      return heir === undefined ? notYet(`shard ${shard} has none`) : there(heir);
    });
    // The old one must find its place when it is heard again.
    await stage.hold(10);
    await bringNodesBack(stage.lab);
    await isBack(stage, before);
    await stage.over();
    return `${host}, shard ${shard}`;
  };
const bringBack = (stage: Stage) => bringNodesBack(stage.lab);

/** Waits until the servers of these pods run anew. */
const runAnew = (stage: Stage, before: readonly NodePod[]): Promise<void> =>
  waitFor(
    'its pods',
    () => {
      const old = stage.nodes().filter(({ name, server, servingSince }) => {
        const was = before.find((pod) => pod.name === name);
        return was !== undefined && (was.server === server || Number.isNaN(servingSince));
      });
      return Promise.resolve(old.length === 0 ? there(undefined) : notYet(old.map(({ name }) => name).join(', ')));
    },
    patience(stage.context),
  );

export const crashNode: Fault = {
  name: 'node-crash',
  sentence: "a master's node loses its power, and gets it back",
  limits: LIMITS.node,
  wide: true,
  strike: losing('crash', runAnew),
  mend: bringBack,
};

export const cutNode: Fault = {
  name: 'node-cut',
  sentence: "a master's node loses its network, and gets it back",
  limits: LIMITS.node,
  wide: true,
  strike: losing('cut', () => Promise.resolve()),
  mend: bringBack,
};

export const drain: Fault = {
  name: 'drain',
  sentence: "a drain of a master's node",
  limits: LIMITS.planned,
  wide: true,
  strike: async (stage) => {
    const { host } = await stage.victim();
    const moved = stage.nodes().filter((node) => node.host === host);
    await stage.mark();
    await drainNode(stage.context.kubectl, host);
    await stage.replaced(moved);
    await stage.over();
    return `${moved.length} pods of ${host}`;
  },
  mend: (stage) => openNodes(stage.context.kubectl),
};
