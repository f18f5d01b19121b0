/** How a replica becomes a master: by the votes of a majority of the masters with slots. */
import type { Known } from './known';
import type { GossipNode } from './node';
import { packet } from './packet';
import { receive } from './receive';
import { NODE_TIMEOUT } from './world';

/** `auth_timeout`, `auth_retry_time`. */
const ELECTION_LASTS = 2 * NODE_TIMEOUT;
export const AGAIN_AFTER = 2 * ELECTION_LASTS;

/** `clusterHandleSlaveFailover`, with `cluster-replica-validity-factor 0`: however old its data is. */
export function stand(node: GossipNode): void {
  const { election, world, master } = node;
  const isManual = asks(node);
  if (node.isMaster || master === undefined || master.slots.isEmpty) return;
  if (master.failing !== 'fail' && !isManual) return;
  const age = world.now - election.at;
  if (age > AGAIN_AFTER) {
    // Half a second and more, and a second for each replica that is ahead.
    Object.assign(election, { at: world.now + (isManual ? 0 : 1 + rank(node, master)), sent: false, votes: 0 });
    if (!isManual) return;
  }
  if (world.now < election.at || world.now - election.at > ELECTION_LASTS) return;
  if (!election.sent) {
    node.currentEpoch += 1;
    Object.assign(election, { sent: true, epoch: node.currentEpoch, votes: askForVotes(node) });
  }
  if (election.votes < node.quorum) return;
  node.myself.configEpoch = Math.max(node.myself.configEpoch, election.epoch);
  takeOver(node, master);
}

/** `mf_end`: somebody has told it to take over. */
const asks = ({ manualFailover, forcedUntil, world }: GossipNode): boolean => manualFailover || world.now < forcedUntil;

const rank = (node: GossipNode, master: Known): number =>
  node.others.filter(({ masterId, offset }) => masterId === master.id && offset > node.myself.offset).length;

function askForVotes(node: GossipNode): number {
  const { election } = node;
  return node.others.filter((known) => {
    const voter = known.linked && !known.handshake ? node.world.bus(node, known.ip) : undefined;
    if (voter?.id !== known.id || !votes(voter, node)) return false;
    return known.role === 'master' && !known.slots.isEmpty && voter.currentEpoch >= election.epoch;
  }).length;
}

/** `clusterSendFailoverAuthIfNeeded`. */
function votes(voter: GossipNode, candidate: GossipNode): boolean {
  const { now } = voter.world;
  const known = voter.known.get(candidate.id);
  if (known === undefined) return false;
  const { currentEpoch, configEpoch, slots } = packet(candidate, 'ping', undefined);
  voter.currentEpoch = Math.max(voter.currentEpoch, currentEpoch);
  known.configEpoch = Math.max(known.configEpoch, configEpoch);

  if (!voter.isMaster || voter.myself.slots.isEmpty) return false;
  if (currentEpoch < voter.currentEpoch || voter.lastVoteEpoch === voter.currentEpoch) return false;
  const master = known.masterId === undefined ? undefined : voter.known.get(known.masterId);
  if (known.role === 'master' || master === undefined) return false;
  if (master.failing !== 'fail' && !asks(candidate)) return false;
  if (now - master.votedAt < 2 * NODE_TIMEOUT) return false;
  const newer = [...voter.known.values()].some(
    (owner) => owner.configEpoch > configEpoch && !owner.slots.and(slots).minus(voter.unclaimed).isEmpty,
  );
  if (newer) return false;
  voter.lastVoteEpoch = voter.currentEpoch;
  master.votedAt = now;
  return true;
}

/** `clusterFailoverReplaceYourMaster`. */
export function takeOver(node: GossipNode, master: Known): void {
  node.setAsMaster(node.myself);
  node.replicateNoMore();
  node.give(master.slots, node.myself);
  // Votes ask nobody how much of the master's data there is; a hand-over does.
  if (!node.manualFailover) node.wasElected = true;
  Object.assign(node, { manualFailover: false, forcedUntil: -Infinity });
  broadcast(node);
}

/** `clusterBroadcastPong`. */
export function broadcast(node: GossipNode): void {
  for (const known of node.others) {
    if (!known.linked || known.handshake) continue;
    const other = node.world.bus(node, known.ip);
    if (other?.id === known.id) receive(other, packet(node, 'pong', known));
  }
}
