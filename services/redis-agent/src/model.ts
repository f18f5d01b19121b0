/** What is wanted of a cluster, what is seen of it, and what can be done: plain data, so that deciding needs no Redis. */
import type { Peer, Range } from '@scaleout/redis-nodes';

export { SLOTS, type Peer, type Range } from '@scaleout/redis-nodes';

/** What the values ask for. */
export interface Wanted {
  readonly shards: number;
  readonly replicasPerShard: number;
}

/** The place of a node: the pod `PREFIX-SHARD-ORDINAL`. */
export interface Place {
  readonly shard: number;
  readonly ordinal: number;
}

/** What a node says of itself. */
export interface NodeState {
  readonly id: string;
  /** Keys it holds. */
  readonly keys: number;
  /** All nodes that it knows, itself among them. */
  readonly peers: readonly Peer[];
  /** Of a replica: where it takes its master to be. */
  readonly masterHost: string;
  readonly masterLinkUp: boolean;
  /** Of a replica, while it copies its master's data. */
  readonly syncing: boolean;
  /**
   * Whether it does not answer all queries with `CLUSTERDOWN`: a master does so for seconds after its start, and for as long as the node timeout
   * after it has seen no majority, as one that has just joined.
   */
  readonly answering: boolean;
  /** It is about to stop, and must not be chosen as a master. */
  readonly leaving: boolean;
  /** Bytes of the replication stream that it has; tells the replica that is ahead. */
  readonly offset: number;
}

/** A pod that should be there, or that is still there. */
export interface Member extends Place {
  /** The pod's name. */
  readonly pod: string;
  /** The address that its name leads to now; undefined when there is no such pod. */
  readonly address: string | undefined;
  /** The Kubernetes node that it runs on, when it is known. */
  readonly host: string | undefined;
  /** What it says; undefined when it does not answer, or is still loading its data. */
  readonly state: NodeState | undefined;
  /** Why there is no state: `no address`, `loading`, `ECONNREFUSED` … */
  readonly silence: string | undefined;
}

/** All that is seen at one time. */
export interface Sight {
  readonly members: readonly Member[];
}

/** One thing to do. `pod` is the node that is told. */
export type Action =
  /** Give a node that knows nobody an epoch of its own. */
  | { readonly do: 'set-epoch'; readonly pod: string; readonly epoch: number }
  /** Make `pod` meet the node at `address`. */
  | { readonly do: 'meet'; readonly pod: string; readonly other: string; readonly address: string; readonly id: string }
  | { readonly do: 'add-slots'; readonly pod: string; readonly ranges: readonly Range[] }
  | { readonly do: 'replicate'; readonly pod: string; readonly master: string }
  /** Make `pod` forget the node `id`. */
  | { readonly do: 'forget'; readonly pod: string; readonly id: string; readonly hostname: string }
  /** Make a node that holds nothing of worth a new one; `flush`: obsolete keys go first. */
  | { readonly do: 'reset'; readonly pod: string; readonly flush: boolean }
  /** Make a replica its shard's master, without loss; `force`: its master is gone and hands nothing over, so the others are asked for their votes. */
  | { readonly do: 'fail-over'; readonly pod: string; readonly force?: true }
  /** Move slots with all their keys. */
  | { readonly do: 'move-slots'; readonly from: string; readonly to: string; readonly slots: readonly number[] }
  /** Clear a mark of a move that is over. */
  | { readonly do: 'clear-slot'; readonly pod: string; readonly slot: number }
  /** Let Kubernetes remove a shard that holds nothing any more. */
  | { readonly do: 'remove-shard'; readonly shard: number };

/** An action and the reason for it. */
export type Step = Action & { readonly why: string };

/** What follows from a sight. */
export interface Plan {
  /** To be done now, in this order; after that, look again. */
  readonly steps: readonly Step[];
  /** What is not understood, and so is left to people; nothing else is done while there is any. */
  readonly refusals: readonly string[];
  /** What has to happen by itself first: `shop-redis-0-1 is loading`. */
  readonly waits: readonly string[];
  /** All is as wanted. */
  readonly settled: boolean;
}
