/** A token bucket for each address, for what is worth guessing or costs something. */

/** Addresses that are remembered; over that the one is forgotten that has not asked for longest. */
const MAX_ADDRESSES = 4096;
/** Requests at once, in seconds of the rate: a person who opens the page asks twice in a row. */
const BURST_SECONDS = 2;

interface Bucket {
  readonly left: number;
  readonly at: number;
}

export class RateLimit {
  private readonly buckets = new Map<string, Bucket>();

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Takes one request out of the bucket of `address`: 0 when there was one, else the seconds until there is. */
  take(address: string, perSecond: number): number {
    const key = keyOf(address);
    const now = this.now();
    const size = Math.max(1, perSecond * BURST_SECONDS);
    const before = this.buckets.get(key) ?? { left: size, at: now };
    const left = Math.min(size, before.left + ((now - before.at) / 1000) * perSecond);
    const isTaken = left >= 1;
    this.buckets.delete(key);
    this.buckets.set(key, { left: isTaken ? left - 1 : left, at: now });
    const [oldest] = this.buckets.keys();
    if (this.buckets.size > MAX_ADDRESSES && oldest !== undefined) this.buckets.delete(oldest);
    return isTaken ? 0 : (1 - left) / perSecond;
  }

  get addresses(): number {
    return this.buckets.size;
  }
}

/** Whoever has one IPv6 address has the 2^64 others of its network too. */
function keyOf(address: string): string {
  if (!address.includes(':') || address.includes('.')) return address.replace(/^::ffff:/, '');
  const [head = '', tail] = (address.split('%', 1)[0] ?? '').split('::', 2);
  const front = head === '' ? [] : head.split(':');
  const back = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array<string>(Math.max(0, 8 - front.length - back.length)).fill('0');
  return [...front, ...zeros, ...back].slice(0, 4).join(':');
}
