/** What all nodes together mean, out of what each has said of itself. Without any asking. */
import { rangesOf, SLOTS, type Peer, type Range } from '@scaleout/redis-nodes';
import type { ClusterTold } from './ask';
import { namesOf } from './names';
import { hasSlot, ownersOf } from './owners';
import { many, some, type Finding } from './words';

/** A node that others know of, and what came of asking it. */
export interface Seen {
  /** What another says of it. */
  readonly listed: Peer;
  /** What it says itself; undefined when it did not answer. */
  readonly told: ClusterTold | undefined;
  /** Why it did not. */
  readonly silence: string | undefined;
}

/** What there should be. */
export interface Expected {
  readonly shards: number;
  readonly replicasPerShard: number;
}

/** A master with slots, and those that follow it. */
export interface Shard {
  readonly master: string;
  readonly replicas: readonly string[];
  /** From and to, both of them its own. */
  readonly slots: readonly Range[];
}

/** A node as it is told. */
export interface Member {
  readonly name: string;
  readonly seen: Seen;
  /** Of a replica: bytes that it has not received of its master; undefined when nobody can tell. */
  readonly lagBytes: number | undefined;
}

/** What is to be said of a cluster. */
export interface Judgement extends Finding {
  readonly slots: { readonly assigned: number; readonly ok: number };
  readonly shards: readonly Shard[];
  readonly members: readonly Member[];
}

export function judge(seen: readonly Seen[], expected: Expected | undefined): Judgement {
  const names = namesOf(seen.map(({ told, listed }) => told?.view.self ?? listed));
  const nodes = new Map(seen.map((each) => [each.listed.id, each]));
  const name = (id: string) => names.get(id) ?? id.slice(0, 8);

  const owners = ownersOf(seen.flatMap(({ told }) => (told === undefined ? [] : [told.view])));
  const owned = new Map<string, { slots: number; ok: number }>();
  for (const [slot, id] of owners.entries()) {
    if (id === undefined) continue;
    const count = owned.get(id) ?? { slots: 0, ok: 0 };
    owned.set(id, { slots: count.slots + 1, ok: count.ok + (serves(nodes.get(id)?.told, slot) ? 1 : 0) });
  }
  const sum = (count: 'slots' | 'ok') => [...owned.values()].reduce((total, each) => total + each[count], 0);
  const slots = { assigned: sum('slots'), ok: sum('ok') };

  const shards = [...owned].map(([id, count]) => ({
    ...{ id, ...count },
    replicas: seen.filter((each) => each.listed.id !== id && masterOf(each) === id),
  }));
  const silent = shards.flatMap(({ id, slots: all, ok }) =>
    ok === all ? [] : [`${name(id)} ${whyNot(nodes.get(id))}`],
  );
  const unowned = SLOTS - slots.assigned;
  return {
    ...(slots.ok < SLOTS
      ? {
          status: 'down',
          reason: `${many(SLOTS - slots.ok, 'slot is', 'slots are')} not served: ${some([
            ...silent,
            ...(unowned === 0 ? [] : [`${many(unowned, 'has', 'have')} no owner`]),
          ])}`,
        }
      : missing(seen, shards, expected, name)),
    slots,
    shards: shards
      .map((shard) => ({
        master: name(shard.id),
        replicas: shard.replicas.map(({ listed }) => name(listed.id)).sort(),
        slots: rangesOf([...owners.keys()].filter((slot) => owners[slot] === shard.id)),
      }))
      .sort((a, b) => (a.master < b.master ? -1 : 1)),
    members: seen
      .map((each) => ({
        ...{ name: name(each.listed.id), seen: each },
        lagBytes: lagOf(each, nodes.get(masterOf(each) ?? '')),
      }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

/** A master that takes itself for cut off refuses all queries; one that has lost a slot to another leads to it. */
const serves = (told: ClusterTold | undefined, slot: number): boolean =>
  told?.facts.role === 'master' && told.view.state === 'ok' && hasSlot(told.view.self, slot);

function whyNot(node: Seen | undefined): string {
  if (node?.told === undefined) return node?.silence ?? 'is not known';
  if (node.told.view.state === 'fail') return 'refuses queries, as the cluster is down for it';
  return 'does not take them for its own';
}

/** Its own word counts for more than what others have heard. */
const masterOf = ({ told, listed }: Seen): string | undefined => (told?.view.self ?? listed).masterId;

/** Of a cluster that serves all slots. */
function missing(
  seen: readonly Seen[],
  shards: readonly { readonly id: string; readonly replicas: readonly Seen[] }[],
  expected: Expected | undefined,
  name: (id: string) => string,
): Finding {
  const silent = seen.filter(({ told }) => told === undefined);
  const cut = seen.filter(({ told }) => told?.facts.role === 'replica' && told.facts.linkUp !== true);
  const alone = seen.filter(({ told }) => told?.facts.role === 'replica' && told.view.state === 'fail');
  const few = shards.flatMap(({ id, replicas }) => {
    const good = replicas.filter(({ told }) => told?.facts.role === 'replica' && told.facts.linkUp === true).length;
    return expected !== undefined && good < expected.replicasPerShard
      ? [`${name(id)} has ${many(good, 'linked replica', 'linked replicas')} instead of ${expected.replicasPerShard}`]
      : [];
  });
  const isEnough = expected !== undefined && shards.length >= expected.shards && few.length === 0;
  const faults = [
    ...(expected !== undefined && shards.length < expected.shards
      ? [`there are ${many(shards.length, 'shard', 'shards')} instead of ${expected.shards}`]
      : []),
    // A node more than is wanted may go: it is on its way out, or what is left of a lost one.
    ...(isEnough ? [] : silent.map(({ listed, silence = 'is silent' }) => `${name(listed.id)} ${silence}`)),
    ...cut.map(({ listed }) => `${name(listed.id)} does not hear its master`),
    ...alone.map(({ listed }) => `${name(listed.id)} takes the cluster for down`),
    ...few,
  ];
  return faults.length === 0 ? { status: 'ok' } : { status: 'degraded', reason: some(faults) };
}

/** The two are not asked at the very same moment: a replica that was asked later may seem to be ahead. */
function lagOf({ told }: Seen, master: Seen | undefined): number | undefined {
  const from = master?.told?.facts;
  const to = told?.facts;
  if (to?.role !== 'replica' || from?.role !== 'master') return undefined;
  if (from.history === undefined || from.history !== to.history) return undefined;
  if (from.offset === undefined || to.offset === undefined) return undefined;
  return Math.max(0, from.offset - to.offset);
}
