/** What a node does by itself about once a second: `clusterCron`, `replicationCron`. */
import { stand } from './election';
import { suspect } from './failure';
import type { Known } from './known';
import type { GossipNode } from './node';
import { packet } from './packet';
import { receive } from './receive';
import { NODE_TIMEOUT } from './world';

/** A peer is asked again when its last answer is as old as half the timeout. */
const PING_AFTER = NODE_TIMEOUT / 2;

export function cron(node: GossipNode): void {
  const { now } = node.world;
  for (const known of node.world.random.shuffled(node.others)) {
    if (node.known.get(known.id) !== known || known.noAddress) continue;
    if (known.handshake && now - known.bornAt > NODE_TIMEOUT) node.remove(known);
    else reach(node, known);
  }
  suspect(node);
  stand(node);
  replicate(node);
}

function reach(node: GossipNode, known: Known): void {
  const { now } = node.world;
  const other = node.world.bus(node, known.ip);
  if (other === undefined) {
    known.linked = false;
    known.pingSentAt ??= now;
    return;
  }
  if (known.linked && now - known.pongAt < PING_AFTER) return;
  known.linked = true;
  known.pingSentAt ??= now;
  const type = known.meet ? 'meet' : 'ping';
  known.meet = false;
  receive(other, packet(node, type, known));
  // Whoever it is, and whether or not it knows who asked: it answers.
  if (node.known.get(known.id) === known) receive(node, packet(other, 'pong', other.known.get(node.id)), known);
}

/** A copy of all data, a second after the link is there; from then on it follows. */
export function replicate(node: GossipNode): void {
  if (node.isMaster) return;
  if (node.masterHost === '' && node.master !== undefined && !node.master.noAddress) {
    node.masterHost = node.master.ip;
  }
  // By address alone: whoever is there is copied.
  const source = node.world.at(node.masterHost);
  if (source === undefined || source === node || (!source.isMaster && !source.linkUp)) {
    node.linkUp = false;
    node.syncing = false;
  } else if (!node.linkUp && !node.syncing) node.syncing = true;
  else {
    const before = node.keys;
    node.keys = new Map(source.keys);
    node.myself.offset = source.myself.offset;
    node.linkUp = true;
    node.syncing = false;
    node.world.letGo(node, before, 'sync', source.id);
  }
}
