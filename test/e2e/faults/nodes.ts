import { check } from '../fail';
import type { Kubectl } from '../kubectl';
import type { Lab } from '../lab';

/** What a node of the lab can suffer, and what puts it right. */
const BACK = { crash: 'start', cut: 'join' } as const;
export type Loss = keyof typeof BACK;

const away = new Map<string, (typeof BACK)[Loss]>();

async function order(lab: Lab, command: Loss | (typeof BACK)[Loss], node: string): Promise<void> {
  const number = /\d+$/.exec(node)?.[0];
  check(number !== undefined, `${node} is no node of the lab`);
  await lab.run(['node', command, number], { seconds: 120 });
}

/** Takes a node's power or its network away. */
export async function loseNode(lab: Lab, loss: Loss, node: string): Promise<void> {
  away.set(node, BACK[loss]);
  await order(lab, loss, node);
}

/** Brings back all that are away. */
export async function bringNodesBack(lab: Lab): Promise<void> {
  for (const [node, command] of away) {
    away.delete(node);
    await order(lab, command, node);
  }
}

const drained = new Set<string>();

/** Moves all pods off a node, as an operator would. */
export async function drainNode(kubectl: Kubectl, node: string): Promise<void> {
  drained.add(node);
  const drain = ['drain', node, '--ignore-daemonsets', '--delete-emptydir-data', '--timeout=300s'];
  await kubectl.run(drain, { seconds: 320 });
}

/** Lets pods onto all drained nodes again. Works after an interrupt too. */
export async function openNodes(kubectl: Kubectl): Promise<void> {
  for (const node of drained) await kubectl.unabortable().run(['uncordon', node]);
  drained.clear();
}
