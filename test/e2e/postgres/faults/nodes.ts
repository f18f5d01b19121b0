import { check } from '../../fail';
import type { Stage } from '../stage';
import { LIMITS, type Fault } from './fault';

/** Nodes that are away, by what brings them back: for {@link Fault.mend}. */
const away = new Map<string, 'start' | 'join'>();

async function lab(stage: Stage, command: 'crash' | 'start' | 'cut' | 'join', node: string): Promise<void> {
  const number = /\d+$/.exec(node)?.[0];
  check(number !== undefined, `${node} is no node of the lab`);
  await stage.lab.run(['node', command, number], { seconds: 120 });
}

async function bringBack(stage: Stage): Promise<void> {
  for (const [node, command] of away) {
    away.delete(node);
    await lab(stage, command, node);
  }
}

/** Loses the leader's node, sees another member lead, and brings the node back. */
const losing = (loss: 'crash' | 'cut', back: 'start' | 'join') => async (stage: Stage) => {
  const { node } = await stage.leader();
  const before = await stage.timeline();
  await stage.mark();
  away.set(node, back);
  await lab(stage, loss, node);
  await stage.newTimeline(before);
  // The old leader must stay silent when it is heard again.
  await stage.hold(10);
  await bringBack(stage);
  return '';
};

export const crashNode: Fault = {
  name: 'crash-node',
  sentence: "the leader's node loses its power",
  limits: LIMITS.silent,
  wide: true,
  strike: losing('crash', 'start'),
  mend: bringBack,
};

export const cutNode: Fault = {
  name: 'cut-node',
  sentence: "the leader's node loses its network, and gets it back",
  limits: LIMITS.silent,
  wide: true,
  strike: losing('cut', 'join'),
  mend: bringBack,
};

const drained = new Set<string>();

export const drainNode: Fault = {
  name: 'drain-node',
  sentence: "a drain of the leader's node",
  limits: LIMITS.planned,
  wide: true,
  strike: async (stage) => {
    const { node } = await stage.leader();
    await stage.mark();
    drained.add(node);
    const drain = ['drain', node, '--ignore-daemonsets', '--delete-emptydir-data', '--timeout=300s'];
    await stage.context.kubectl.run(drain, { seconds: 320 });
    return '';
  },
  mend: async (stage) => {
    for (const node of drained) await stage.context.kubectl.unabortable().run(['uncordon', node]);
    drained.clear();
  },
};
