import type { GossipNode } from './node';
import type { Random } from './random';

/** Seconds; of `cluster-node-timeout`, and of what is made of it. */
export const NODE_TIMEOUT = 4;
/** `CLUSTER_BLACKLIST_TTL`. */
export const FORGOTTEN_FOR = 60;

/** Why a node lets keys go. */
export type Cause = 'sync' | 'slots lost' | 'flush' | 'reset' | 'volume' | 'migrated';

/** What is around a node. */
export interface World {
  /** Seconds. */
  readonly now: number;
  readonly random: Random;
  readonly flavour: 'redis' | 'valkey';
  /** Who serves clients at an address. */
  at(ip: string): GossipNode | undefined;
  /** Whom the cluster bus leads to. */
  bus(from: GossipNode, ip: string): GossipNode | undefined;
  /** Told after a node has let keys go. `source`: who made it do so, of nodes. */
  letGo(node: GossipNode, keys: ReadonlyMap<string, number>, cause: Cause, source?: string): void;
}
