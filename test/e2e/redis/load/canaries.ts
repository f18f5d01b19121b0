/** One key in each slot, written once and never again: whoever loses a slot loses its canary. */
import type { RedisClient } from '../../../../services/redis-client/src';
import { canaryOf, SLOTS } from './slots';

const slots = Array.from({ length: SLOTS }, (_, slot) => slot);

/** What a canary says: where it is from. */
export const songOf = (name: string, slot: number): string => `${name} ${slot}`;

/** Puts them there; those that are there already stay as they are. */
export const plant = (client: RedisClient, name: string): Promise<unknown> =>
  inBatches(slots, (slot) => client.set(canaryOf(slot), songOf(name, slot), 'NX'));

/** Slots whose canary is missing or another one. */
export async function inspect(client: RedisClient, name: string): Promise<readonly number[]> {
  const songs = await inBatches(slots, (slot) => client.get(canaryOf(slot)));
  return slots.filter((slot) => songs[slot] !== songOf(name, slot));
}

const BATCH = 512;

/** So many at once that it is quick, and so few that no queue overflows. */
export async function inBatches<T, R>(items: readonly T[], each: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let i = 0; i < items.length; i += BATCH)
    results.push(...(await Promise.all(items.slice(i, i + BATCH).map(each))));
  return results;
}
