/** What a cluster lacks, as its nodes see each other; nothing when it is whole. Only they are asked, and nobody who mends them. */
import { eachOf } from '../load/node-sight';
import type { NodeSight, Sighting } from '../load/report';
import { SLOTS } from '../load/slots';
import { podsOf, shardOf, type Placement, type Wanted } from './places';

/** The nodes of a cluster that answer, those that are on their way out among them. */
export const nodesOf = ({ nodes }: Sighting, prefix: string): readonly NodeSight[] =>
  nodes.filter(({ pod }) => shardOf(pod, prefix) !== undefined);

const mastersOf = (sighting: Sighting, { prefix }: Wanted): readonly NodeSight[] =>
  nodesOf(sighting, prefix).filter(({ role, slots }) => role === 'master' && slots !== '');

/** Slots: each has an owner that answers, and every node knows it. */
export function slotsLack(sighting: Sighting, wanted: Wanted): string | undefined {
  const owned = new Set(mastersOf(sighting, wanted).flatMap(({ slots }) => eachOf(slots))).size;
  if (owned < SLOTS) return `${SLOTS - owned} slots without a master`;
  const nodes = nodesOf(sighting, wanted.prefix);
  const blind = nodes.find(({ lacking }) => lacking > 0);
  if (blind !== undefined) return `${blind.pod} misses ${blind.lacking} slots`;
  const other = nodes.find(({ owners }) => owners !== nodes[0]?.owners);
  return other === undefined ? undefined : `${other.pod} knows other owners`;
}

/** Members: all that are wanted and no other, each shard with one master whom all others of it hear, and nothing on its way. */
export function linksLack(sighting: Sighting, wanted: Wanted): string | undefined {
  const nodes = nodesOf(sighting, wanted.prefix);
  const pods = podsOf(wanted);
  const away = pods.find((pod) => !nodes.some((node) => node.pod === pod));
  if (away !== undefined) return `${away} is away: ${sighting.silent[away] ?? 'no pod'}`;
  const extra = nodes.find(({ pod }) => !pods.includes(pod));
  if (extra !== undefined) return `${extra.pod} is still there`;
  const ids = nodes.map(({ id }) => id).sort();
  for (const node of nodes) {
    if (node.known.join() !== ids.join())
      return `${node.pod} knows ${node.known.length} nodes, not these ${ids.length}`;
    if (node.failing > 0) return `${node.pod} takes ${node.failing} to be lost`;
    if (node.moving > 0) return `${node.pod} has slots on their way`;
  }
  for (let shard = 0; shard < wanted.shards; shard += 1) {
    const lack = shardLack(
      nodes.filter(({ pod }) => shardOf(pod, wanted.prefix) === shard),
      shard,
    );
    if (lack !== undefined) return lack;
  }
  return undefined;
}

function shardLack(nodes: readonly NodeSight[], shard: number): string | undefined {
  const masters = nodes.filter(({ role }) => role === 'master');
  const [master] = masters;
  if (master === undefined || masters.length > 1) return `shard ${shard} has ${masters.length} masters`;
  if (master.slots === '') return `shard ${shard} has no slots`;
  const lost = nodes.find((node) => node !== master && (node.master !== master.id || node.linkUp !== true));
  if (lost === undefined) return undefined;
  return `${lost.pod} ${lost.master === master.id ? 'does not hear its master' : 'follows another one'}`;
}

/** Masters: as far apart as the nodes that their shards are on allow. */
export function spreadLack(sighting: Sighting, wanted: Wanted, placement: Placement): string | undefined {
  const masters = mastersOf(sighting, wanted);
  const shards = Array.from({ length: wanted.shards }, (_, shard) =>
    podsOf(wanted)
      .filter((pod) => shardOf(pod, wanted.prefix) === shard)
      .map((pod) => placement[pod] ?? ''),
  );
  const counts = new Map<string, number>();
  for (const { pod } of masters) {
    const host = placement[pod] ?? '';
    counts.set(host, (counts.get(host) ?? 0) + 1);
  }
  const most = Math.max(0, ...counts.values());
  return most <= leastCrowd(shards) ? undefined : `${most} masters on one node`;
}

/** The least that the fullest host can have, when each shard may choose one of its hosts for its master. */
export function leastCrowd(shards: readonly (readonly string[])[]): number {
  for (let most = 1; ; most += 1) if (fits(shards, most) || most >= shards.length) return most;
}

/** Whether each shard can have a host so that none has more than so many. */
function fits(shards: readonly (readonly string[])[], most: number): boolean {
  const guests = new Map<string, number[]>();
  const place = (shard: number, seen: Set<string>): boolean =>
    (shards[shard] ?? []).some((host) => {
      if (seen.has(host)) return false;
      seen.add(host);
      const there = guests.get(host) ?? [];
      if (there.length < most) {
        guests.set(host, [...there, shard]);
        return true;
      }
      // Somebody who is there may have another place.
      return there.some((guest) => {
        if (!place(guest, seen)) return false;
        guests.set(host, [...(guests.get(host) ?? []).filter((each) => each !== guest), shard]);
        return true;
      });
    });
  return shards.every((_, shard) => place(shard, new Set()));
}

/** The first thing that it lacks. */
export const lackOf = (sighting: Sighting | undefined, wanted: Wanted, placement: Placement): string | undefined =>
  sighting === undefined
    ? 'nobody has looked yet'
    : (slotsLack(sighting, wanted) ?? linksLack(sighting, wanted) ?? spreadLack(sighting, wanted, placement));
