import { SLOTS, type Range } from '../../../../services/redis-agent/src/model';

/** Slots, a bit for each. Nodes tell each other theirs with every packet, so that comparing them has to be cheap. */
export class SlotSet {
  static readonly NONE = new SlotSet(0n);
  static readonly ALL = new SlotSet((1n << BigInt(SLOTS)) - 1n);

  private known: readonly Range[] | undefined;

  private constructor(private readonly bits: bigint) {}

  static of(ranges: readonly Range[]): SlotSet {
    let bits = 0n;
    for (const [from, to] of ranges) bits |= ((1n << BigInt(to - from + 1)) - 1n) << BigInt(from);
    return new SlotSet(bits);
  }

  static ofSlots(slots: Iterable<number>): SlotSet {
    const ranges: [number, number][] = [];
    for (const slot of [...slots].sort((a, b) => a - b)) {
      const last = ranges.at(-1);
      if (last !== undefined && slot <= last[1] + 1) last[1] = slot;
      else ranges.push([slot, slot]);
    }
    return ranges.length === 0 ? SlotSet.NONE : SlotSet.of(ranges);
  }

  get isEmpty(): boolean {
    return this.bits === 0n;
  }

  get count(): number {
    return this.ranges.reduce((sum, [from, to]) => sum + to - from + 1, 0);
  }

  /** In ascending order. */
  get ranges(): readonly Range[] {
    this.known ??= [...this.bits.toString(2).matchAll(/1+/g)]
      .map(({ 0: run, index, input }): Range => {
        const to = input.length - 1 - index;
        return [to - run.length + 1, to];
      })
      .reverse();
    return this.known;
  }

  has(slot: number): boolean {
    return this.ranges.some(([from, to]) => from <= slot && slot <= to);
  }

  equals(other: SlotSet): boolean {
    return this === other || this.bits === other.bits;
  }

  plus(other: SlotSet): SlotSet {
    if (other.isEmpty) return this;
    return this.isEmpty ? other : new SlotSet(this.bits | other.bits);
  }

  minus(other: SlotSet): SlotSet {
    return this.isEmpty || other.isEmpty ? this : new SlotSet(this.bits & ~other.bits);
  }

  and(other: SlotSet): SlotSet {
    return this.isEmpty || other.isEmpty ? SlotSet.NONE : new SlotSet(this.bits & other.bits);
  }
}
