/** Promises that were not kept, in words. */
export class Misses {
  readonly list: string[] = [];

  /** Something that must not be there at all. */
  none(what: string, found: readonly string[]): void {
    if (found.length > 0) this.list.push(`${what}: ${found.length} (first: ${found[0] ?? ''})`);
  }

  /** A time, in ms, that may be so long; told with by how much it is longer. */
  over(what: string, is: number, most: number | undefined): void {
    if (most !== undefined && is > most) this.list.push(`${what} ${seconds(is)}, ${seconds(is - most)} over`);
  }

  /** Anything else, when it is so. */
  when(missed: boolean, words: string): void {
    if (missed) this.list.push(words);
  }
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;
