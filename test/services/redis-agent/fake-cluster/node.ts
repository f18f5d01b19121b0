/** A node as far as a cluster's shape goes: what it holds, whom it knows, and what it makes of it. */
import type { NodeState, Peer, Range } from '../../../../services/redis-agent/src/model';
import { rangesOf, slotsOf } from '../../../../services/redis-agent/src/plan/slots';

/** What a node knows of another. */
export interface View {
  ip: string;
  hostname: string;
  role: 'master' | 'replica';
  masterId: string | undefined;
  epoch: number;
  ranges: readonly Range[];
  /** Ticks for which it could not be reached. */
  silentFor: number;
}

/** So many ticks of silence, and it is taken to be lost. */
export const LOST_AFTER = 3;

/** A refusal in Redis' own words. */
export class Refused extends Error {}

export class FakeNode {
  epoch = 0;
  role: 'master' | 'replica' = 'master';
  masterId: string | undefined;
  ranges: readonly Range[] = [];
  keys = new Map<string, number>();
  readonly peers = new Map<string, View>();
  /** IDs that gossip may not bring back, until a tick. */
  readonly banned = new Map<string, number>();
  readonly migrating = new Map<number, string>();
  readonly importing = new Map<number, string>();
  masterHost = '';
  linkUp = false;

  constructor(
    public id: string,
    readonly hostname: string,
  ) {}

  get slots(): Set<number> {
    return new Set(slotsOf(this.ranges));
  }

  set slots(slots: ReadonlySet<number>) {
    this.ranges = rangesOf([...slots].sort((a, b) => a - b));
  }

  /** As others see it. */
  view(ip: string): View {
    const { hostname, role, masterId, epoch, ranges } = this;
    return { ip, hostname, role, masterId, epoch, ranges, silentFor: 0 };
  }

  /** As it was at some time: a volume's snapshot. */
  copy(): FakeNode {
    const copy = new FakeNode(this.id, this.hostname);
    const { epoch, role, masterId, ranges, masterHost } = this;
    Object.assign(copy, { epoch, role, masterId, ranges, masterHost, keys: new Map(this.keys) });
    for (const [id, view] of this.peers) copy.peers.set(id, { ...view });
    return copy;
  }

  /** What an agent is told. `reachable`: whom it has a connection to. */
  state(ip: string, reachable: (id: string, view: View) => boolean): NodeState {
    const line = (id: string, view: View, myself: boolean): Peer => ({
      ...{ id, ip: view.ip, port: 6379, hostname: view.hostname, myself, role: view.role },
      failing: view.silentFor >= LOST_AFTER ? 'fail' : 'no',
      ...{ handshake: false, noAddress: false, masterId: view.masterId, configEpoch: view.epoch },
      connected: myself || reachable(id, view),
      slots: view.role === 'master' ? view.ranges : [],
      migrating: myself ? [...this.migrating].map(([slot, to]) => ({ slot, to })) : [],
      importing: myself ? [...this.importing].map(([slot, from]) => ({ slot, from })) : [],
    });
    return {
      id: this.id,
      keys: this.keys.size,
      peers: [line(this.id, this.view(ip), true), ...[...this.peers].map(([id, view]) => line(id, view, false))],
      ...{ masterHost: this.masterHost, masterLinkUp: this.linkUp, syncing: false, leaving: false, offset: 0 },
    };
  }
}
