/** What a node makes of a packet: `clusterProcessPacket`. */
import type { Known } from './known';
import type { GossipNode } from './node';
import type { Packet, Rumour } from './packet';
import { clearFailureIfPossible, markAsFailing } from './failure';
import { updateSlots } from './slots-config';

/** `link`: whom an answer was asked of; undefined when the packet came unasked. */
export function receive(node: GossipNode, packet: Packet, link?: Known): void {
  const { now } = node.world;
  const sender = link?.handshake === false ? link : node.known.get(packet.sender);
  // Its own words, by an address that was another's before.
  if (sender?.myself === true) return;
  if (sender !== undefined) {
    // Before it is known whether it is the one that was asked: `getNodeFromLinkAndMsg` trusts the link.
    sender.dataAt = now;
    node.currentEpoch = Math.max(node.currentEpoch, packet.currentEpoch);
    sender.configEpoch = Math.max(sender.configEpoch, packet.configEpoch);
    sender.offset = packet.offset;
  }
  if (packet.type === 'meet' && sender === undefined) node.add({ ip: packet.ip, handshake: true });
  if (link !== undefined && !identify(node, link, packet)) return;
  if (sender !== undefined && packet.type === 'ping') updateAddress(node, sender, packet.ip);
  if (link !== undefined) answered(node, link);
  if (sender === undefined) return;

  updateRole(node, sender, packet);
  if (sender.role === 'master' && !packet.slots.equals(sender.slots)) {
    updateSlots(node, sender, packet.configEpoch, packet.slots);
  }
  correct(node, sender, packet);
  resolveCollision(node, sender, packet.configEpoch);
  for (const rumour of packet.rumours) hear(node, sender, rumour);
  for (const { id, seconds } of packet.forgotten) forgetToo(node, id, seconds);
  sender.hostname = packet.hostname;
  node.setShardId(sender, packet.shardId);
}

/** Whether the one that answered is the one that was asked, or was met. */
function identify(node: GossipNode, link: Known, { sender, ip, role }: Packet): boolean {
  if (link.handshake) {
    const known = node.known.get(sender);
    if (known !== undefined) {
      // It was known already; a MEET has told its new address.
      if (!known.myself) updateAddress(node, known, ip);
      node.remove(link);
      return false;
    }
    node.rename(link, sender);
    link.handshake = false;
    link.role = role;
    return true;
  }
  if (link.id === sender) return true;
  link.noAddress = true;
  link.ip = '';
  link.linked = false;
  return false;
}

/** `nodeUpdateAddressIfNeeded`. A master that moved is replicated from where it is now. */
function updateAddress(node: GossipNode, known: Known, ip: string): void {
  // One without an address has no port either, so that this is another one, even if its file was given the IP.
  if (known.ip === ip && !known.noAddress) return;
  known.ip = ip;
  known.linked = false;
  known.noAddress = false;
  if (node.master === known) node.replicateFrom(ip);
}

function answered(node: GossipNode, link: Known): void {
  link.pongAt = node.world.now;
  link.pingSentAt = undefined;
  if (link.failing === 'suspected') link.failing = 'no';
  else if (link.failing === 'fail') clearFailureIfPossible(node, link);
}

function updateRole(node: GossipNode, sender: Known, packet: Packet): void {
  if (packet.masterId === undefined) {
    node.setAsMaster(sender);
    return;
  }
  const master = node.known.get(packet.masterId);
  if (sender.role === 'master') {
    const isFailover = master !== undefined && master.shardId === sender.shardId;
    if (!isFailover) node.give(sender.slots, undefined);
    else if (sender.configEpoch <= packet.configEpoch) {
      node.give(sender.slots, master);
      node.setAsMaster(master);
      master.configEpoch = packet.configEpoch;
    }
    sender.role = 'replica';
  }
  if (master !== undefined && sender.masterId !== master.id) {
    sender.masterId = master.id;
    node.setShardId(sender, master.shardId);
  }
}

/** `clusterSendUpdate`: one that claims what another has with a higher epoch is told so. */
function correct(node: GossipNode, sender: Known, { slots, configEpoch }: Packet): void {
  const claimed = sender.role === 'master' ? sender : node.known.get(sender.masterId ?? '');
  if (claimed === undefined || claimed.slots.equals(slots)) return;
  const owner = [...node.known.values()].find(
    (known) =>
      known !== sender && known.configEpoch > configEpoch && !known.slots.and(slots).minus(node.unclaimed).isEmpty,
  );
  if (owner === undefined || !sender.linked) return;
  const other = node.world.bus(node, sender.ip);
  if (other?.id !== sender.id || !other.known.has(node.id)) return;
  const about = other.known.get(owner.id);
  if (about === undefined || about.myself || about.configEpoch >= owner.configEpoch) return;
  other.setAsMaster(about);
  about.configEpoch = owner.configEpoch;
  updateSlots(other, about, owner.configEpoch, owner.slots);
}

/** `clusterHandleConfigEpochCollision`: of two masters with the same epoch the one with the lower ID takes another. */
function resolveCollision(node: GossipNode, sender: Known, configEpoch: number): void {
  const { myself } = node;
  if (!node.isMaster || sender.role !== 'master' || configEpoch !== myself.configEpoch || sender.id <= myself.id)
    return;
  if (sender.configEpoch !== myself.configEpoch) return;
  node.currentEpoch += 1;
  myself.configEpoch = node.currentEpoch;
}

/** `clusterProcessGossipSection`. */
function hear(node: GossipNode, sender: Known, rumour: Rumour): void {
  const { now, flavour } = node.world;
  const known = node.known.get(rumour.id);
  if (known === undefined) {
    // With the flags and the address as they were heard, and neither name nor slots until it speaks for itself.
    if (!node.hasForgotten(rumour.id)) {
      const { id, ip, role, failing } = rumour;
      node.add({ id, ip, role, failing, failedAt: now });
    }
    return;
  }
  if (known.myself) return;
  if (sender.role === 'master') {
    if (rumour.failing === 'no') known.reports.delete(sender.id);
    else {
      known.reports.set(sender.id, now);
      markAsFailing(node, known);
    }
  }
  if (known.failing === 'no' || rumour.failing !== 'no' || known.ip === rumour.ip) return;
  known.linked = false;
  known.ip = rumour.ip;
  known.noAddress = false;
  // Redis forgets that it replicates from there: the link stays down until somebody says REPLICATE. Valkey has mended it.
  if (flavour === 'valkey' && node.master === known) node.replicateFrom(known.ip);
}

/** What another has forgotten is forgotten too, but for oneself and one's master. */
function forgetToo(node: GossipNode, id: string, seconds: number): void {
  const known = node.known.get(id);
  if (known === undefined || known.myself || node.myself.masterId === id) return;
  node.forget(known, seconds);
}
