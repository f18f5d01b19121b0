/** Keys for slots: so that the load reaches all of them evenly, whatever shard they are in just now. */

export const SLOTS = 16_384;

/** CRC-16/XMODEM, by which Redis Cluster gives slots to keys. */
function crc16(text: string): number {
  let crc = 0;
  for (const byte of Buffer.from(text)) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) crc = ((crc & 0x8000) === 0 ? crc << 1 : (crc << 1) ^ 0x1021) & 0xffff;
  }
  return crc;
}

/** The slot of a hash tag. */
export const slotOfTag = (tag: string): number => crc16(tag) % SLOTS;

let tags: readonly string[] | undefined;

/** A hash tag of a slot; always the same one. */
export function tagOf(slot: number): string {
  tags ??= findTags();
  return tags[slot] ?? '';
}

function findTags(): string[] {
  const found: string[] = [];
  let left = SLOTS;
  for (let number = 0; left > 0; number += 1) {
    const tag = number.toString(36);
    const slot = slotOfTag(tag);
    if (found[slot] !== undefined) continue;
    found[slot] = tag;
    left -= 1;
  }
  return found;
}

/**
 * The golden section of all slots, made odd: numbers in a row go to slots that are as far from each other as they can be, so that every
 * shard has its turn after a few, however many there are; and all slots have had one when they begin anew.
 */
const STRIDE = 10_125;

/** The slot that a numbered write or read goes to. */
export const slotOf = (number: number): number => (number * STRIDE) % SLOTS;

/** The key that a numbered write of a run writes. */
export const keyOf = (run: string, number: number): string => `e2e:{${tagOf(slotOf(number))}}:${run}:${number}`;
/** The key that is there from the beginning, one in each slot. */
export const canaryOf = (slot: number): string => `e2e:{${tagOf(slot)}}:canary`;
