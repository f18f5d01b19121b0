/** What nodes tell each other: `clusterBuildMessageHdr`, and the gossip and extensions that `clusterSendPing` adds. */
import type { Known } from './known';
import type { GossipNode } from './node';
import type { SlotSet } from './slot-set';

export type PacketType = 'ping' | 'pong' | 'meet';

/** What the sender says of a third. */
export type Rumour = Readonly<Pick<Known, 'id' | 'ip' | 'role' | 'failing'>>;

export interface Packet {
  readonly type: PacketType;
  readonly sender: string;
  /** What it announces: `cluster-announce-ip`, `cluster-announce-hostname`. */
  readonly ip: string;
  readonly hostname: string;
  readonly shardId: string;
  readonly role: 'master' | 'replica';
  readonly masterId: string | undefined;
  /** Of its master, when it is a replica; so is the epoch. */
  readonly slots: SlotSet;
  readonly configEpoch: number;
  readonly currentEpoch: number;
  readonly offset: number;
  readonly rumours: readonly Rumour[];
  /** `CLUSTERMSG_EXT_TYPE_FORGOTTEN_NODE`, since Redis 7.2: one FORGET spreads. */
  readonly forgotten: readonly { readonly id: string; readonly seconds: number }[];
}

/** Gossip of at least so many, or of a tenth of all. */
const RUMOURS = 3;

export function packet(node: GossipNode, type: PacketType, to: Known | undefined): Packet {
  const { myself, world } = node;
  const speaksFor = node.master ?? myself;
  return {
    type,
    sender: myself.id,
    ...{ ip: myself.ip, hostname: node.hostname, shardId: myself.shardId },
    ...{ role: myself.role, masterId: myself.masterId },
    ...{ slots: speaksFor.slots, configEpoch: speaksFor.configEpoch },
    ...{ currentEpoch: node.currentEpoch, offset: myself.offset },
    rumours: rumours(node, to),
    forgotten: [...node.forgotten]
      .map(([id, until]) => ({ id, seconds: until - world.now }))
      .filter(({ seconds }) => seconds >= 0),
  };
}

function rumours(node: GossipNode, to: Known | undefined): Rumour[] {
  const speakable = node.others.filter((known) => known !== to && !known.handshake && !known.noAddress);
  const suspected = speakable.filter(({ failing }) => failing === 'suspected');
  // One that is out of reach and owns nothing is not spoken of.
  const usual = speakable.filter(({ failing, linked, slots }) => failing !== 'suspected' && (linked || !slots.isEmpty));
  const count = Math.max(RUMOURS, Math.floor(node.known.size / 10));
  return [...node.world.random.shuffled(usual).slice(0, count), ...suspected].map(({ id, ip, role, failing }) => ({
    ...{ id, ip, role, failing },
  }));
}
