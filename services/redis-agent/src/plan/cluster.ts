/** A sight, looked at as one cluster: who belongs to it, whom its nodes know, and who owns what. */
import { SLOTS, type Member, type NodeState, type Peer, type Place, type Sight, type Wanted } from '../model';
import { countOf } from './slots';

/** A member that answers. */
export type Live = Member & { readonly state: NodeState };

/** A node that is known and that no member that answers is. */
export interface Missing {
  readonly id: string;
  /** What the nodes of the cluster know of it, each its own. */
  readonly views: readonly Peer[];
  /** The name that it announced; `''` when nobody has heard of it. */
  readonly hostname: string;
}

/** The peer that a node is itself. */
export function selfOf({ pod, state }: Live): Peer {
  const self = state.peers.find(({ myself }) => myself);
  if (self === undefined) throw new Error(`${pod} does not list itself`);
  return self;
}

/** Nodes that it knows for good, besides itself. */
export const knownBy = ({ state }: Live): readonly Peer[] =>
  state.peers.filter(({ myself, handshake }) => !myself && !handshake);

/** Nothing in it, and nobody known. */
export const isBlank = (member: Live): boolean =>
  member.state.keys === 0 &&
  selfOf(member).role === 'master' &&
  selfOf(member).slots.length === 0 &&
  knownBy(member).length === 0;

/** `POD` of `POD.SERVICE.NAMESPACE.svc`. */
export const podOf = (hostname: string): string => hostname.split('.', 1)[0] ?? '';

/** What a plan is made from. */
export class Cluster {
  readonly live: readonly Live[];
  /** Those that belong together: they know each other, and hold most of the slots. */
  readonly core: readonly Live[];
  /** Those that answer and do not belong to them. */
  readonly strays: readonly Live[];
  readonly missing: readonly Missing[];
  /** By slot: the ID of its owner. */
  readonly owners: readonly (string | undefined)[];

  private readonly byId: ReadonlyMap<string, Live>;
  private readonly byPod: ReadonlyMap<string, Member>;
  private readonly counts: ReadonlyMap<string, number>;

  constructor(
    readonly wanted: Wanted,
    readonly sight: Sight,
  ) {
    this.live = sight.members.filter((member): member is Live => member.state !== undefined);
    this.byId = new Map(this.live.map((member) => [member.state.id, member]));
    this.byPod = new Map(sight.members.map((member) => [member.pod, member]));
    this.core = largest(this.live);
    this.strays = this.live.filter((member) => !this.core.includes(member));
    this.missing = this.findMissing();
    this.owners = this.findOwners();
    this.counts = countsOf(this.owners);
  }

  /** Whether the values ask for it. */
  isWanted({ shard, ordinal }: Place): boolean {
    return shard < this.wanted.shards && ordinal <= this.wanted.replicasPerShard;
  }

  /** Members that the values ask for. */
  get expected(): readonly Member[] {
    return this.sight.members.filter((member) => this.isWanted(member));
  }

  /** The member that answers by this ID. */
  member(id: string | undefined): Live | undefined {
    return id === undefined ? undefined : this.byId.get(id);
  }

  /** The pod of this name, whether it answers or not. */
  pod(name: string): Member | undefined {
    return this.byPod.get(name);
  }

  /** Members of the cluster in a shard. */
  shard(shard: number): readonly Live[] {
    return this.core.filter((member) => member.shard === shard);
  }

  /** How many slots a node owns. */
  slotCount(id: string): number {
    return this.counts.get(id) ?? 0;
  }

  /** How many nodes own slots, those that are missing among them. */
  get ownerCount(): number {
    return this.counts.size;
  }

  /** The members of a shard that own slots, the one with most first. */
  ownersIn(shard: number): readonly Live[] {
    return this.shard(shard)
      .map((member) => ({ member, slots: this.slotCount(member.state.id) }))
      .filter(({ slots }) => slots > 0)
      .sort((a, b) => b.slots - a.slots || a.member.ordinal - b.member.ordinal)
      .map(({ member }) => member);
  }

  private findMissing(): Missing[] {
    const views = new Map<string, Peer[]>();
    for (const member of this.core) {
      for (const peer of knownBy(member)) {
        if (this.byId.has(peer.id)) continue;
        views.set(peer.id, [...(views.get(peer.id) ?? []), peer]);
      }
    }
    return [...views].map(([id, peers]) => ({
      id,
      views: peers,
      hostname: peers.find(({ hostname }) => hostname !== '')?.hostname ?? '',
    }));
  }

  /** A member's own word goes before what others say of it, and the higher epoch before the lower. */
  private findOwners(): (string | undefined)[] {
    const owners = Array.from<string | undefined>({ length: SLOTS });
    const claims = [
      ...this.missing.flatMap(({ views }) => views),
      ...this.core.map(selfOf).sort((a, b) => a.configEpoch - b.configEpoch),
    ];
    for (const { id, slots } of claims) for (const [from, to] of slots) owners.fill(id, from, to + 1);
    return owners;
  }
}

/** By ID: how many slots. Owners come in runs. */
function countsOf(owners: readonly (string | undefined)[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (let from = 0, to = 0; from < owners.length; from = to) {
    const owner = owners[from];
    while (to < owners.length && owners[to] === owner) to += 1;
    if (owner !== undefined) counts.set(owner, (counts.get(owner) ?? 0) + to - from);
  }
  return counts;
}

/** Of the groups whose nodes know each other, the one with most slots; then the one with most nodes, then the first. */
function largest(live: readonly Live[]): readonly Live[] {
  const groups: Live[][] = [];
  const left = new Set(live);
  for (const start of live) {
    if (!left.delete(start)) continue;
    const group = [start];
    for (const member of group) {
      for (const other of left) {
        if (!know(member, other)) continue;
        left.delete(other);
        group.push(other);
      }
    }
    groups.push(group);
  }
  const weight = (group: readonly Live[]) => group.reduce((sum, member) => sum + countOf(selfOf(member).slots), 0);
  const [first = []] = groups.sort((a, b) => weight(b) - weight(a) || b.length - a.length);
  return live.filter((member) => first.includes(member));
}

const know = (a: Live, b: Live): boolean =>
  knownBy(a).some(({ id }) => id === b.state.id) && knownBy(b).some(({ id }) => id === a.state.id);
