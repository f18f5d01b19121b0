/** Who follows whom: in each shard one master, and the others its replicas. */
import type { Step } from '../model';
import { knownBy, podOf, selfOf, type Cluster, type Live } from './cluster';
import type { Part } from './part';

/** Pairs replicas with their masters, and mends links that lead nowhere. */
export function roles(cluster: Cluster): Part[] {
  return Array.from({ length: cluster.wanted.shards }, (_, shard) => shard).flatMap((shard) => inShard(cluster, shard));
}

/** The master of a shard: who owns its slots; in a shard without any, the first that could. Undefined while it is away. */
export function masterOf(cluster: Cluster, shard: number): Live | undefined {
  const [owner] = cluster.ownersIn(shard);
  if (owner !== undefined || ownerIsAway(cluster, shard)) return owner;
  return cluster.shard(shard).find((member) => cluster.isWanted(member) && selfOf(member).role === 'master');
}

const ownerIsAway = (cluster: Cluster, shard: number): boolean =>
  cluster.missing.some(
    ({ id, hostname }) => cluster.pod(podOf(hostname))?.shard === shard && cluster.slotCount(id) > 0,
  );

function inShard(cluster: Cluster, shard: number): Part[] {
  const members = cluster.shard(shard);
  if (members.length === 0) return [];
  const master = masterOf(cluster, shard);
  if (master === undefined) {
    const [first] = members;
    if (ownerIsAway(cluster, shard) || first === undefined) return [{ waits: [`shard ${shard} has no master`] }];
    const why = 'its shard has no slots and no master, and it follows nobody of it';
    return [{ steps: [{ do: 'reset', pod: first.pod, flush: false, why }] }];
  }
  return members.filter((member) => member !== master).map((member) => follow(cluster, member, master));
}

function follow(cluster: Cluster, member: Live, master: Live): Part {
  const { pod, state } = member;
  const self = selfOf(member);
  const replicate = (why: string): Part => ({ steps: [{ do: 'replicate', pod, master: master.state.id, why }] });
  if (cluster.slotCount(state.id) > 0) return {};
  if (!knownBy(member).some(({ id }) => id === master.state.id)) {
    return { waits: [`${pod} has not heard of ${master.pod} yet`] };
  }
  if (self.role === 'master') {
    // Redis itself turns a master that has lost its slots into a replica, and clears what it may not keep.
    if (state.keys > 0) return { waits: [`${pod} still holds ${state.keys} keys of slots that it has lost`] };
    return replicate(`it has no slots, and ${master.pod} is the master of its shard`);
  }
  if (self.masterId !== master.state.id) return replicate(`it follows another than ${master.pod}`);
  if (state.masterLinkUp) return {};
  const known = [master.address, hostnameOf(master)];
  if (!state.syncing && !known.includes(state.masterHost)) {
    return replicate(`it looks for ${master.pod} at ${state.masterHost}, where it is not any more`);
  }
  return { waits: [`${pod} is not up to date with ${master.pod}`] };
}

const hostnameOf = (member: Live): string => selfOf(member).hostname;

/** Masters whose pod is to go hand over to a replica that stays. */
export function handOvers(cluster: Cluster): Step[] {
  return cluster.core.flatMap((master): Step[] => {
    if (master.shard >= cluster.wanted.shards || cluster.isWanted(master)) return [];
    if (cluster.slotCount(master.state.id) === 0) return [];
    const heir = replicasOf(cluster, master).find((member) => cluster.isWanted(member));
    if (heir === undefined) return [];
    return [{ do: 'fail-over', pod: heir.pod, why: `its master ${master.pod} is not wanted any more` }];
  });
}

/** Replicas that could take over from a master at once. */
export const replicasOf = (cluster: Cluster, master: Live): readonly Live[] =>
  cluster.core.filter(
    (member) => selfOf(member).masterId === master.state.id && member.state.masterLinkUp && !member.state.leaving,
  );
