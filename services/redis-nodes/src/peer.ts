/** What one node knows of another, as plain data. */

/** All slots of a Redis Cluster. */
export const SLOTS = 16_384;

/** Slots `from` to `to`, both included. */
export type Range = readonly [from: number, to: number];

/** A line of `CLUSTER NODES`: what one node knows of another, or of itself. */
export interface Peer {
  readonly id: string;
  /** Its address as far as is known; `''` when it is not. */
  readonly ip: string;
  readonly port: number;
  /** The name it announces; `''` when it has not arrived yet. */
  readonly hostname: string;
  readonly myself: boolean;
  readonly role: 'master' | 'replica';
  /** `fail`: a majority says so. `suspected`: this node alone says so (`fail?`). */
  readonly failing: 'no' | 'suspected' | 'fail';
  /** Met, and not yet known by its ID. */
  readonly handshake: boolean;
  readonly noAddress: boolean;
  /** Of a replica. */
  readonly masterId: string | undefined;
  readonly configEpoch: number;
  /** Whether this node has a connection to it. */
  readonly connected: boolean;
  readonly slots: readonly Range[];
  /** Of `myself` alone: slots on their way to another node. */
  readonly migrating: readonly { readonly slot: number; readonly to: string }[];
  /** Of `myself` alone: slots on their way here. */
  readonly importing: readonly { readonly slot: number; readonly from: string }[];
}
