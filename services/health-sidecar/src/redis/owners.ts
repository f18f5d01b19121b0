/** Who owns which slots, out of what all nodes that answer say. */
import { SLOTS, type Peer } from '@scaleout/redis-nodes';
import type { View } from './answers';

/**
 * The ID of the owner of each slot; undefined where it has none. Nodes may differ: one that was cut off still claims what another has taken
 * over. The higher epoch is right, as it is among the nodes themselves.
 */
export function ownersOf(views: readonly View[]): readonly (string | undefined)[] {
  const owners = new Array<string | undefined>(SLOTS).fill(undefined);
  const epochs = new Array<number>(SLOTS).fill(-1);
  // Most say the same.
  const claims = new Map<string, Peer>();
  for (const { peers } of views) for (const peer of peers) claims.set(keyOf(peer), peer);
  for (const { id, configEpoch, slots } of claims.values()) {
    for (const [from, to] of slots) {
      for (let slot = from; slot <= to; slot += 1) {
        if (configEpoch <= (epochs[slot] ?? -1)) continue;
        owners[slot] = id;
        epochs[slot] = configEpoch;
      }
    }
  }
  return owners;
}

const keyOf = ({ id, configEpoch, slots }: Peer): string =>
  `${id} ${configEpoch} ${slots.map((range) => range.join('-')).join(' ')}`;

/** Whether a node says itself that it has a slot. */
export const hasSlot = ({ slots }: Peer, slot: number): boolean =>
  slots.some(([from, to]) => from <= slot && slot <= to);
