/** Looks at all nodes of a cluster, each at the address that its name leads to now. */
import type { Connections } from './connection';
import type { Member, NodeState, Place, Sight, Wanted } from './model';
import { askState } from './node-state';
import { hostnameOf, MOST_SHARDS, placeOf, podName, type Naming } from './places';
import { podOf } from './plan/cluster';

/** What an observer asks, besides the nodes. */
export interface Surroundings {
  /** The address of a pod; undefined when there is none. */
  readonly resolve: (pod: string) => Promise<string | undefined>;
  /** The Kubernetes node that it runs on; undefined when it cannot be told. */
  readonly hostOf: (pod: string, address: string) => Promise<string | undefined>;
  /** Milliseconds until a replica takes over when it is asked; see `Elections`. */
  readonly electableInMs: (pod: string, address: string) => Promise<number>;
}

/** How often pods of shards beyond the wanted ones are looked for. */
const LEFTOVERS_MS = 30_000;

export class Observer {
  private hosts = new Map<string, string>();
  /** Places beyond the wanted ones of which something has been seen. */
  private leftovers: readonly Place[] = [];
  private lookedAt = -Infinity;

  constructor(
    private readonly naming: Naming,
    private readonly connections: Connections,
    private readonly around: Surroundings,
  ) {}

  async look(wanted: Wanted): Promise<Sight> {
    await this.findLeftovers(wanted);
    const places = unique([...placesOf(wanted), ...this.leftovers]);
    let members = await Promise.all(places.map((place) => this.member(place)));
    const named = this.named(members).filter((place) => !has(places, place));
    if (named.length > 0) {
      this.leftovers = unique([...this.leftovers, ...named]);
      members = [...members, ...(await Promise.all(named.map((place) => this.member(place))))];
    }
    const known = this.named(members);
    // Gone, and nobody speaks of it any more.
    this.leftovers = this.leftovers.filter((place) => {
      const member = members.find(({ shard, ordinal }) => shard === place.shard && ordinal === place.ordinal);
      return member?.address !== undefined || has(known, place);
    });
    const isThere = (member: Member) => has(placesOf(wanted), member) || has(this.leftovers, member);
    return { members: members.filter(isThere).sort((a, b) => a.shard - b.shard || a.ordinal - b.ordinal) };
  }

  /** Pods of shards that are not wanted any more, of which no node may know. */
  private async findLeftovers(wanted: Wanted): Promise<void> {
    const now = performance.now();
    if (now - this.lookedAt < LEFTOVERS_MS) return;
    this.lookedAt = now;
    const firsts = Array.from({ length: MOST_SHARDS }, (_, shard) => ({ shard, ordinal: 0 }));
    const found = await Promise.all(
      firsts.slice(wanted.shards).map(async (place) => {
        const address = await this.around.resolve(podName(this.naming, place));
        return address === undefined ? [] : [place];
      }),
    );
    this.leftovers = unique([...this.leftovers, ...found.flat()]);
  }

  /** All places of ours that any node speaks of. */
  private named(members: readonly Member[]): readonly Place[] {
    return unique(
      members.flatMap(({ state }) =>
        (state?.peers ?? []).flatMap(({ hostname }) => placeOf(this.naming, podOf(hostname)) ?? []),
      ),
    );
  }

  private async member(place: Place): Promise<Member> {
    const pod = podName(this.naming, place);
    // A good connection leads where the name led; asking again would only burden the name server.
    const known = this.connections.known(pod)?.address;
    const address = known ?? (await this.around.resolve(pod));
    const base = { ...place, pod, address, host: undefined, state: undefined };
    if (address === undefined) return { ...base, silence: 'no address' };
    try {
      const state = await this.ask(pod, address);
      return { ...base, host: await this.host(pod, address), state, silence: undefined };
    } catch (error) {
      this.connections.drop(pod);
      if (known !== undefined) return await this.member(place);
      return { ...base, silence: reasonOf(error) };
    }
  }

  private async ask(pod: string, address: string): Promise<NodeState> {
    const state = await askState(await this.connections.to(pod, address));
    const name = state.peers.find(({ myself }) => myself)?.hostname ?? '';
    // An address may already be another pod's, while the name server still gives it for this one.
    if (name !== hostnameOf(this.naming, pod)) throw new Error(`at its address is ${name || 'a node without a name'}`);
    return state;
  }

  private async host(pod: string, address: string): Promise<string | undefined> {
    const key = `${pod} ${address}`;
    const known = this.hosts.get(key);
    if (known !== undefined) return known;
    const host = await this.around.hostOf(pod, address);
    if (host === undefined) return undefined;
    for (const old of this.hosts.keys()) if (old.startsWith(`${pod} `)) this.hosts.delete(old);
    this.hosts.set(key, host);
    return host;
  }
}

export const placesOf = ({ shards, replicasPerShard }: Wanted): readonly Place[] =>
  Array.from({ length: shards }, (_, shard) =>
    Array.from({ length: 1 + replicasPerShard }, (_none, ordinal) => ({ shard, ordinal })),
  ).flat();

const has = (places: readonly Place[], { shard, ordinal }: Place): boolean =>
  places.some((place) => place.shard === shard && place.ordinal === ordinal);

const unique = (places: readonly Place[]): Place[] =>
  places.filter((place, i) => places.findIndex((p) => p.shard === place.shard && p.ordinal === place.ordinal) === i);

/** In a word or two, for people. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  if (message?.startsWith('LOADING') === true) return 'loading its data';
  return code ?? message ?? String(error);
}
