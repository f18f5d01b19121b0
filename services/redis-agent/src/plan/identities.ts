/** IDs that no member has any more. One that may come back is never forgotten. */
import { refusal } from '../codes';
import type { Member, Step } from '../model';
import { knownBy, podOf, selfOf, type Cluster, type Live, type Missing } from './cluster';
import { marksOf } from './marks';
import type { Part } from './part';

/** Forgets the dead. */
export const identities = (cluster: Cluster): Part[] => cluster.missing.map((missing) => judge(cluster, missing));

function judge(cluster: Cluster, missing: Missing): Part {
  const { id, hostname, views } = missing;
  const isAlive = views.some(({ connected, failing }) => connected && failing === 'no');
  const slots = cluster.slotCount(id);
  const name = hostname === '' ? `the node ${short(id)}` : podOf(hostname);
  const forget = (why: string): Part => forgetting(cluster, missing, why);
  const wait = (why: string): Part => ({ waits: [`${name} (${short(id)}) ${why}`] });

  if (hostname === '') {
    if (isAlive) return wait('has not said its name yet');
    if (slots > 0) return wait('is lost, with slots');
    const all = cluster.expected.every(({ pod }) => cluster.core.some((member) => member.pod === pod));
    return all ? forget('it never said its name, and all members are there') : wait('is not known by name');
  }
  const place = cluster.pod(podOf(hostname));
  if (place === undefined) {
    const strange = (found: string) => ({ refusals: [refusal('SCALE-AGENT-002', `${hostname} ${found}`)] });
    if (isAlive) return strange('belongs to the cluster, and is none of ours');
    return slots > 0
      ? strange(`holds ${slots} slots, does not answer, and is none of ours`)
      : forget('it is none of ours, and does not answer');
  }
  if (place.state !== undefined) {
    if (slots === 0) return forget(`${place.pod} has another identity now`);
    if (cluster.core.some((member) => selfOf(member).masterId === id)) {
      return wait('has lost its data; its replica has to take over');
    }
    // Once it is forgotten, nobody votes for a replica of it any more.
    const away = cluster.expected.find(({ shard, state }) => shard === place.shard && state === undefined);
    return away !== undefined
      ? wait(`has lost its data, and ${away.pod}, which may have a copy, is away`)
      : forget(`${place.pod} has lost its data, and there is no other copy`);
  }
  if (cluster.isWanted(place)) return wait(`is away: ${place.silence ?? 'it does not answer'}`);
  if (place.address !== undefined) return wait('is to go, and does not answer');
  if (slots === 0) return forget('it is not wanted any more');
  const others = cluster.sight.members.filter(({ pod, shard }) => shard === place.shard && pod !== place.pod);
  const mayHaveCopy = (member: Member) =>
    member.state === undefined
      ? member.address !== undefined || cluster.isWanted(member)
      : selfOf(member as Live).masterId === id;
  if (others.some(mayHaveCopy)) return wait('is gone, with slots: its replica has to take over');
  const gone = `is gone with ${slots} slots, and no replica of it is left`;
  // Its StatefulSet is kept: as a rule Kubernetes is about to start it again, and other steps must not be held up meanwhile.
  if (place.shard >= cluster.wanted.shards) {
    return wait(`${gone}; if it stays away, raise redis.shards to ${place.shard + 1} again, or its data is lost`);
  }
  return {
    refusals: [
      refusal(
        'SCALE-AGENT-006',
        `${name} ${gone}. Raise redis.replicasPerShard to ${place.ordinal} again: it comes back with what is on its volume. Without it the data of its slots is lost.`,
      ),
    ],
  };
}

function forgetting(cluster: Cluster, { id, hostname }: Missing, why: string): Part {
  const moves = marksOf(cluster, id);
  if (moves.length > 0) return { steps: moves };
  const knowing = cluster.core.filter((member) => knownBy(member).some((peer) => peer.id === id));
  // A replica cannot forget its master.
  const bound = knowing.filter((member) => selfOf(member).masterId === id);
  const steps = knowing
    .filter((member) => !bound.includes(member))
    .map(({ pod }): Step => ({ do: 'forget', pod, id, hostname, why }));
  return { steps, waits: bound.map(({ pod }) => `${pod} still follows ${short(id)}`) };
}

const short = (id: string): string => id.slice(0, 8);
