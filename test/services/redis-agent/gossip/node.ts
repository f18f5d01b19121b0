/** A node: what it holds, whom it knows, and the small operations on that from which cluster_legacy.c is built. */
import { createKnown, type Known } from './known';
import { SlotSet } from './slot-set';
import { FORGOTTEN_FOR, type World } from './world';

/** A key is named after its slot: `77:3`. */
export const slotOf = (key: string): number => Number(key.split(':', 1)[0]);

export class GossipNode {
  readonly known = new Map<string, Known>();
  readonly migrating = new Map<number, string>();
  readonly importing = new Map<number, string>();
  /** `nodes_black_list`: until when gossip does not bring an ID back. */
  readonly forgotten = new Map<string, number>();
  /** `owner_not_claiming_slot`. */
  unclaimed = SlotSet.NONE;
  myself: Known;
  currentEpoch = 0;
  lastVoteEpoch = 0;
  /** By key: which write of it. */
  keys = new Map<string, number>();
  masterHost = '';
  linkUp = false;
  syncing = false;
  /** It is about to stop: `replica-priority 0`, which Redis's own elections do not go by in a cluster. */
  leaving = false;
  /** Its election: `failover_auth_*`. */
  readonly election = { at: -Infinity, sent: false, epoch: 0, votes: 0 };
  manualFailover = false;
  /** Until then it asks for votes whether its master is taken for failed or not. */
  forcedUntil = -Infinity;
  /** It has become a master by Redis's own election: what it had not copied by then is lost. */
  wasElected = false;

  constructor(
    readonly world: World,
    readonly hostname: string,
  ) {
    this.myself = createKnown({ id: world.random.id(), myself: true, ip: '', hostname, ...this.fresh() });
    this.known.set(this.id, this.myself);
  }

  private fresh(): Pick<Known, 'shardId' | 'bornAt'> {
    return { shardId: this.world.random.id(), bornAt: this.world.now };
  }

  get id(): string {
    return this.myself.id;
  }

  get isMaster(): boolean {
    return this.myself.role === 'master';
  }

  /** The master that it follows. */
  get master(): Known | undefined {
    return this.myself.masterId === undefined ? undefined : this.known.get(this.myself.masterId);
  }

  get others(): readonly Known[] {
    return [...this.known.values()].filter(({ myself }) => !myself);
  }

  /** `server.cluster->size / 2 + 1`, the size being the number of masters with slots, failing ones too. */
  get quorum(): number {
    const size = [...this.known.values()].filter(({ role, slots }) => role === 'master' && !slots.isEmpty).length;
    return Math.floor(size / 2) + 1;
  }

  keysIn(slots: SlotSet): Map<string, number> {
    return new Map([...this.keys].filter(([key]) => slots.has(slotOf(key))));
  }

  ownerOf(slot: number): Known | undefined {
    return [...this.known.values()].find(({ slots }) => slots.has(slot));
  }

  /** All slots that somebody owns, as far as it knows. */
  get assigned(): SlotSet {
    return [...this.known.values()].reduce((all, { slots }) => all.plus(slots), SlotSet.NONE);
  }

  add(known: Partial<Known> & Pick<Known, 'ip'>): Known {
    const added = createKnown({ id: this.world.random.id(), ...this.fresh(), ...known });
    this.known.set(added.id, added);
    return added;
  }

  /** `clusterDelNode`: its slots have no owner then, and its replicas no master. */
  remove(gone: Known): void {
    this.give(gone.slots, undefined);
    for (const marks of [this.migrating, this.importing]) {
      for (const [slot, id] of marks) if (id === gone.id) marks.delete(slot);
    }
    for (const known of this.known.values()) {
      known.reports.delete(gone.id);
      if (known.masterId === gone.id) known.masterId = undefined;
    }
    this.known.delete(gone.id);
  }

  /** `clusterRenameNode`. */
  rename(known: Known, id: string): void {
    this.known.delete(known.id);
    known.id = id;
    this.known.set(id, known);
  }

  forget(known: Known, seconds = FORGOTTEN_FOR): void {
    this.forgotten.set(known.id, this.world.now + seconds);
    this.remove(known);
  }

  hasForgotten(id: string): boolean {
    return (this.forgotten.get(id) ?? -Infinity) >= this.world.now;
  }

  /** `clusterDelSlot` and `clusterAddSlot`, for many. */
  give(slots: SlotSet, to: Known | undefined): void {
    if (slots.isEmpty) return;
    for (const known of this.known.values()) if (known !== to) known.slots = known.slots.minus(slots);
    this.unclaimed = this.unclaimed.minus(slots);
    if (to === undefined) return;
    to.slots = to.slots.plus(slots);
  }

  /** `clusterSetNodeAsMaster`. */
  setAsMaster(known: Known): void {
    known.role = 'master';
    known.masterId = undefined;
  }

  /** `updateShardId`: what a master is called its replicas are called too, and the other way round. */
  setShardId(known: Known, shardId: string): void {
    if (known.shardId === shardId) return;
    known.shardId = shardId;
    const master = known.masterId === undefined ? undefined : this.known.get(known.masterId);
    if (master !== undefined) master.shardId = shardId;
    else if (known.masterId === undefined)
      for (const replica of this.known.values()) if (replica.masterId === known.id) replica.shardId = shardId;
  }

  /** `clusterSetMaster`: it has to own no slots. */
  follow(master: Known): void {
    if (!this.myself.slots.isEmpty) throw new Error(`${this.hostname} cannot follow: it owns slots`);
    if (this.isMaster) {
      this.migrating.clear();
      this.importing.clear();
    }
    this.myself.role = 'replica';
    this.myself.masterId = master.id;
    this.setShardId(this.myself, master.shardId);
    this.replicateFrom(master.ip);
    this.manualFailover = false;
    this.wasElected = false;
    // Valkey starts elections anew then; Redis holds the last one against it.
    if (this.world.flavour === 'valkey') this.election.at = -Infinity;
  }

  /** `replicationSetMaster`. */
  replicateFrom(ip: string): void {
    this.masterHost = ip;
    this.linkUp = false;
    this.syncing = false;
  }

  /** `replicationUnsetMaster`: it keeps its data. */
  replicateNoMore(): void {
    this.masterHost = '';
    this.linkUp = false;
    this.syncing = false;
  }

  /** `clusterBumpConfigEpochWithoutConsensus`. */
  bumpEpoch(): void {
    const most = Math.max(this.currentEpoch, ...[...this.known.values()].map(({ configEpoch }) => configEpoch));
    if (this.myself.configEpoch !== 0 && this.myself.configEpoch === most) return;
    this.currentEpoch += 1;
    this.myself.configEpoch = this.currentEpoch;
  }
}
