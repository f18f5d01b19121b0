/** Moves slots as Valkey 9 does it by itself: as a stream of changes, handed over at once, without clients being sent back and forth. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Reply } from './connection';
import type { Move } from './move';
import { rangesOf } from './plan/slots';

/** How often it is asked how far it has come. */
const AGAIN_MS = 50;

/** Lists of names and values, as GETSLOTMIGRATIONS answers. */
const factsOf = (job: Reply): ReadonlyMap<string, string> => {
  const words = Array.isArray(job) ? (job as readonly Reply[]) : [];
  return new Map(words.flatMap((word, i) => (i % 2 === 0 ? [[String(word), String(words[i + 1])] as const] : [])));
};

/**
 * One migration for all slots. When this agent ends meanwhile, Valkey goes on alone, and the next agent finds it done.
 *
 * @returns how many slots were moved
 * @throws Error with Valkey's own word when it failed; the slots are where they were then
 */
export async function moveAtOnce({ source, target, slots }: Move): Promise<{ readonly slots: number }> {
  const ranges = rangesOf([...slots].sort((a, b) => a - b));
  await source.node.call('CLUSTER', 'MIGRATESLOTS', 'SLOTSRANGE', ...ranges.flat(), 'NODE', target.id);
  const wanted = ranges.map((range) => range.join('-')).join(' ');
  for (;;) {
    const jobs = await source.node.call('CLUSTER', 'GETSLOTMIGRATIONS');
    const job = (Array.isArray(jobs) ? (jobs as readonly Reply[]) : [])
      .map(factsOf)
      .find((facts) => facts.get('operation') === 'EXPORT' && facts.get('slot_ranges') === wanted);
    const state = job?.get('state');
    if (state === 'success') return { slots: slots.length };
    if (state === 'failed' || state === 'cancelled' || state === undefined) {
      throw new Error(`the migration is ${state ?? 'unknown'}: ${job?.get('message') ?? ''}`);
    }
    await sleep(AGAIN_MS);
  }
}
