/** Moves that were cut short: they are ended, by whoever stands for their two nodes now. */
import type { Step } from '../model';
import { podOf, selfOf, type Cluster, type Live } from './cluster';
import { masterOf } from './roles';

/** Ends moves that were cut short, and clears what is left of those that are over. */
export function marks(cluster: Cluster): Step[] {
  const steps = new Map<string, Step>();
  for (const member of cluster.core) {
    const { migrating, importing } = selfOf(member);
    for (const { slot, to } of migrating) {
      const step = resume(cluster, member, heirOf(cluster, to), slot) ?? clear(member, slot);
      if (!steps.has(keyOf(step, slot))) steps.set(keyOf(step, slot), step);
    }
    for (const { slot } of importing) {
      // Its owner may be another than the one it began with: keys that are here already have to be where their slot is.
      const step = resume(cluster, cluster.member(cluster.owners[slot]), member, slot) ?? clear(member, slot);
      if (!steps.has(keyOf(step, slot))) steps.set(keyOf(step, slot), step);
    }
  }
  return [...steps.values()];
}

/** Moves that would be marked no more once the node `id` is forgotten: Redis clears the marks with it. */
export const marksOf = (cluster: Cluster, id: string): Step[] =>
  cluster.core.flatMap((member) => {
    const { migrating, importing } = selfOf(member);
    return [
      ...migrating.flatMap(({ slot, to }) =>
        to === id ? (resume(cluster, member, heirOf(cluster, id), slot) ?? []) : [],
      ),
      ...importing.flatMap(({ slot, from }) =>
        from === id ? (resume(cluster, cluster.member(cluster.owners[slot]), member, slot) ?? []) : [],
      ),
    ];
  });

function resume(cluster: Cluster, from: Live | undefined, to: Live | undefined, slot: number): Step | undefined {
  if (from === undefined || to === undefined || from === to) return undefined;
  if (cluster.owners[slot] !== from.state.id) return undefined;
  return { do: 'move-slots', from: from.pod, to: to.pod, slots: [slot], why: 'its move was cut short' };
}

const clear = ({ pod }: Live, slot: number): Step => ({ do: 'clear-slot', pod, slot, why: 'its move is over' });

/** A slot is moved once, however many speak of it. */
const keyOf = (step: Step, slot: number): string => ('pod' in step ? `${step.pod} ${slot}` : `${slot}`);

/** Who stands for a node now: itself as long as it is a master, else who has taken its place. */
function heirOf(cluster: Cluster, id: string): Live | undefined {
  const member = cluster.member(id);
  if (member !== undefined) {
    const { role, masterId } = selfOf(member);
    return role === 'master' ? member : cluster.member(masterId);
  }
  const name = cluster.missing.find((missing) => missing.id === id)?.hostname ?? '';
  const place = cluster.pod(podOf(name));
  return place === undefined ? undefined : masterOf(cluster, place.shard);
}
