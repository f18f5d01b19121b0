/** What an agent sees: `CLUSTER NODES`, `INFO` and `DBSIZE` of each, as `observe.ts` asks for them. */
import type { Member, NodeState, Peer, Place, Sight, Wanted } from '../../../../services/redis-agent/src/model';
import { podName, type GossipCluster, type Pod } from './cluster';
import type { Known } from './known';
import type { GossipNode } from './node';

/** Places that are wanted, that any node speaks of, and first pods of shards beyond. */
export function sightOf(cluster: GossipCluster, wanted: Wanted): Sight {
  const places = new Map<string, Place>();
  const add = ({ shard, ordinal }: Place) => places.set(podName({ shard, ordinal }), { shard, ordinal });
  for (let shard = 0; shard < wanted.shards; shard += 1)
    for (let ordinal = 0; ordinal <= wanted.replicasPerShard; ordinal += 1) add({ shard, ordinal });
  for (const pod of cluster.pods.values())
    if (pod.shard >= wanted.shards && pod.ordinal === 0 && pod.address !== undefined && !pod.isNameless) add(pod);
  let members: Member[] = [];
  // Those that are named by others name more.
  for (let before = -1; before < places.size;) {
    before = places.size;
    members = [...places].map(([name, place]) => member(cluster, name, place));
    for (const { state } of members)
      for (const { hostname } of state?.peers ?? []) {
        const named = [...cluster.pods.values()].find((pod) => pod.hostname === hostname);
        if (named !== undefined) add(named);
      }
  }
  return { members: members.sort((a, b) => a.shard - b.shard || a.ordinal - b.ordinal) };
}

function member(cluster: GossipCluster, name: string, place: Place): Member {
  const pod = cluster.pods.get(name);
  const address = pod?.isNameless === true ? undefined : pod?.address;
  const silence = silenceOf(cluster, pod);
  const base = { ...place, pod: name, address };
  if (pod === undefined || silence !== undefined) return { ...base, host: undefined, state: undefined, silence };
  return { ...base, host: pod.host, state: stateOf(pod.node), silence };
}

function silenceOf(cluster: GossipCluster, pod: Pod | undefined): string | undefined {
  if (pod?.address === undefined || pod.isNameless) return 'no address';
  if (!pod.isUp) return 'ECONNREFUSED';
  if (pod.loadingUntil > cluster.now) return 'loading its data';
  return pod.isMute ? 'ETIMEDOUT' : undefined;
}

function stateOf(node: GossipNode): NodeState {
  const { id, keys, masterHost, linkUp, syncing, leaving, myself } = node;
  return {
    ...{ id, keys: keys.size, masterHost, masterLinkUp: linkUp, syncing, leaving, offset: myself.offset },
    answering: true,
    peers: [...node.known.values()].map((known) => peer(node, known)),
  };
}

/** `clusterGenNodeDescription`: a replica is told with its master's epoch, and only oneself with marks. */
function peer(node: GossipNode, known: Known): Peer {
  const { id, ip, hostname, myself, role, failing, handshake, noAddress, masterId, configEpoch } = known;
  const master = role === 'replica' && masterId !== undefined ? node.known.get(masterId) : undefined;
  return {
    ...{ id, ip, hostname, myself, role, failing, handshake, noAddress, masterId, port: 6379 },
    configEpoch: master?.configEpoch ?? configEpoch,
    connected: known.linked || myself,
    slots: known.slots.ranges,
    migrating: myself ? [...node.migrating].map(([slot, to]) => ({ slot, to })) : [],
    importing: myself ? [...node.importing].map(([slot, from]) => ({ slot, from })) : [],
  };
}
