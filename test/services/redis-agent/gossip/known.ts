import { SlotSet } from './slot-set';

/** What a node knows of a node, itself or another: `clusterNode` of cluster_legacy.h. */
export interface Known {
  id: string;
  readonly myself: boolean;
  ip: string;
  /** Comes with its own packets only: hearsay has none. */
  hostname: string;
  /** Likewise; until then any. */
  shardId: string;
  role: 'master' | 'replica';
  /** `slaveof`: a node that is known too. */
  masterId: string | undefined;
  slots: SlotSet;
  configEpoch: number;
  offset: number;
  /** Known by its address alone, under an ID that will be replaced. */
  handshake: boolean;
  /** The first packet to it is a MEET, which has the receiver take note of the sender. */
  meet: boolean;
  noAddress: boolean;
  /** `PFAIL` and `FAIL`. */
  failing: 'no' | 'suspected' | 'fail';
  failedAt: number;
  /** By ID of a master that reports it as failing: when. */
  readonly reports: Map<string, number>;
  /** Whether there is an outgoing link. */
  linked: boolean;
  readonly bornAt: number;
  /** Of a ping without an answer. */
  pingSentAt: number | undefined;
  pongAt: number;
  /** When anything came from it. */
  dataAt: number;
  /** When this node voted for a replica of it. */
  votedAt: number;
}

type Needed = Pick<Known, 'id' | 'ip' | 'shardId' | 'bornAt'>;

/** `createClusterNode`. */
export const createKnown = (known: Needed & Partial<Known>): Known => ({
  ...{ myself: false, hostname: '', role: 'master', masterId: undefined, slots: SlotSet.NONE },
  ...{ configEpoch: 0, offset: 0, handshake: false, meet: false, noAddress: false, failing: 'no', failedAt: 0 },
  ...{ reports: new Map<string, number>(), linked: false, pingSentAt: undefined },
  ...{ pongAt: -Infinity, dataAt: -Infinity, votedAt: -Infinity, ...known },
});
