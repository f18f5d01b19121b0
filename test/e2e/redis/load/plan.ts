/** What the load is told: shared by the program in the cluster and the one that starts it. */
import type { RedisEnv } from '../../../../services/redis-client/src';

/** How nodes are asked beside the load. */
export interface Access {
  readonly user?: string;
  readonly passwordFile?: string;
  /** Where the agent of each answers; undefined: there is none. */
  readonly agentPort?: number;
}

/** Canaries of a cluster: put there, or looked for. */
export interface Canaries {
  /** What a connection puts into the environment of an app. */
  readonly env: RedisEnv;
  /** The cluster's name, which tells them from those of another. */
  readonly name: string;
}

export interface Plan extends Canaries {
  /** Tells the keys of this run from all others. */
  readonly run: string;
  readonly writesPerSecond: number;
  readonly readsPerSecond: number;
  readonly access: Access;
  /** The nodes that are watched from the start. */
  readonly nodes: readonly WatchedNode[];
  /** A load that is forgotten ends by itself. */
  readonly seconds: number;
}

/** A node that is watched, where it is now. */
export interface WatchedNode {
  /** The pod's name. */
  readonly pod: string;
  readonly address: string;
  readonly port: number;
}

/** A command for one node, beside the load. */
export interface Telling {
  readonly node: WatchedNode;
  readonly access: Access;
  readonly command: readonly [string, ...string[]];
}
