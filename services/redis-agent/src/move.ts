/** Moves slots with their keys from one master to another, while clients go on. */
import type { Node, Reply } from './connection';

/** Who takes part. */
export interface Move {
  readonly source: { readonly id: string; readonly node: Node };
  readonly target: { readonly id: string; readonly node: Node; readonly address: string; readonly port: number };
  /** The other masters: told at the end, so that they need not hear of it by gossip. */
  readonly others: readonly Node[];
  readonly login: { readonly user: string; readonly password: string };
  readonly slots: readonly number[];
  /** Whether it may go on; asked before each group. */
  readonly mayGoOn: () => boolean;
}

/** Slots on their way at once: clients are sent back and forth for those alone. */
const SLOTS_AT_ONCE = 32;
/** Keys moved in one command: a node serves nobody else meanwhile. */
const KEYS_AT_ONCE = 100;
const MIGRATE_TIMEOUT_MS = 4000;

/**
 * A few slots at a time: marked on both sides, emptied, and handed over, target first. Cut short anywhere, it can be begun again.
 *
 * @returns how many slots and keys were moved
 */
export async function moveSlots(move: Move): Promise<{ readonly slots: number; readonly keys: number }> {
  const { source, target, others, slots, mayGoOn } = move;
  let [moved, keys] = [0, 0];
  while (moved < slots.length && mayGoOn()) {
    const group = slots.slice(moved, moved + SLOTS_AT_ONCE);
    const set = (node: Node, state: 'IMPORTING' | 'MIGRATING' | 'NODE', id: string) =>
      node.all(group.map((slot) => ['CLUSTER', 'SETSLOT', slot, state, id]));
    await set(target.node, 'IMPORTING', source.id);
    await set(source.node, 'MIGRATING', target.id);
    keys += await empty(move, group);
    // The target first: between the two, whoever asks the source is sent on.
    await set(target.node, 'NODE', target.id);
    await set(source.node, 'NODE', target.id);
    await Promise.allSettled(others.map((node) => set(node, 'NODE', target.id)));
    moved += group.length;
  }
  return { slots: moved, keys };
}

async function empty(move: Move, slots: readonly number[]): Promise<number> {
  const { node } = move.source;
  const first = await node.all(slots.map((slot) => keysIn(slot)));
  let moved = 0;
  for (const [i, slot] of slots.entries()) {
    for (let keys = listOf(first[i]); keys.length > 0; keys = listOf(await node.call(...keysIn(slot)))) {
      await migrate(move, keys);
      moved += keys.length;
    }
  }
  return moved;
}

const keysIn = (slot: number) => ['CLUSTER', 'GETKEYSINSLOT', slot, KEYS_AT_ONCE] as const;
const listOf = (reply: Reply | undefined): readonly string[] => (Array.isArray(reply) ? (reply as string[]) : []);

async function migrate({ source, target, login }: Move, keys: readonly string[]): Promise<void> {
  // As long as a key is here, this one is the true one: what a move that was cut short left on the other side is older.
  await source.node.call(
    ...['MIGRATE', target.address, target.port, '', 0, MIGRATE_TIMEOUT_MS, 'REPLACE'],
    ...['AUTH2', login.user, login.password, 'KEYS', ...keys],
  );
}
