import type { NodePod } from '../node-pod';
import type { Stage } from '../stage';
import { LIMITS, type Fault } from './fault';

const namesOf = (nodes: readonly NodePod[]): string[] => nodes.map(({ name }) => name);

/** No hand-over and no farewell: their processes are gone before the API server hears of it. */
async function forceAway(stage: Stage, nodes: readonly NodePod[]): Promise<void> {
  stage.kill(nodes.flatMap(({ server, agent }) => [server, agent]));
  const forced = ['--grace-period=0', '--force', '--wait=false'];
  await stage.context.kubectl.run(['delete', 'pod', ...namesOf(nodes), ...forced]);
}

export const deleteMaster: Fault = {
  name: 'delete-master',
  sentence: 'kubectl delete pod of a master',
  limits: LIMITS.planned,
  strike: async (stage) => {
    const { name, shard } = await stage.victim();
    await stage.mark();
    await stage.context.kubectl.run(['delete', 'pod', name, '--wait']);
    return `shard ${shard}`;
  },
};

export const deleteAll: Fault = {
  name: 'delete-all',
  sentence: 'kubectl delete pod of all nodes at once',
  limits: LIMITS.planned,
  strike: async (stage) => {
    const before = stage.nodes();
    await stage.mark();
    await stage.context.kubectl.run(['delete', 'pod', ...namesOf(before), '--wait=false']);
    const after = await stage.replaced(before);
    return movedOf(before, after);
  },
};

export const killPod: Fault = {
  name: 'kill-pod',
  sentence: "SIGKILL of all of a master's pod, and another pod in its place",
  limits: LIMITS.killed,
  needsLab: true,
  strike: async (stage) => {
    const victim = await stage.victim();
    await stage.mark();
    await forceAway(stage, [victim]);
    await stage.replaced([victim]);
    return `shard ${victim.shard}`;
  },
};

/** All nodes at once; what follows counts from when the last of the other pods runs. */
export async function killThemAll(stage: Stage): Promise<string> {
  const before = stage.nodes();
  await stage.mark();
  await forceAway(stage, before);
  const after = await stage.replaced(before);
  await stage.overSinceRunning(after);
  return movedOf(before, after);
}

export const killAll: Fault = {
  name: 'kill-all',
  sentence: 'SIGKILL of all nodes at once, and other pods in their place',
  limits: LIMITS.all,
  needsLab: true,
  strike: killThemAll,
};

/** `6 of 6 with new addresses`. */
const movedOf = (before: readonly NodePod[], after: readonly NodePod[]): string => {
  const old = new Set(before.map(({ address }) => address));
  return `${after.filter(({ address }) => !old.has(address)).length} of ${after.length} with new addresses`;
};
