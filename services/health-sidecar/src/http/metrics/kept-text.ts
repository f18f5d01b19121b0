/** The text of the last scrape, for those that come right after it. */
import type { Snapshot } from '../../snapshot';

/**
 * For so long the text is good if no collector has run meanwhile. Writing 550 values takes 0.6 ms, so that a storm of scrapes would hold
 * up the probes; no scraper comes ten times a second for a reason.
 */
const KEPT_MS = 100;

export class KeptText {
  private kept: { readonly at: number; readonly of: readonly unknown[]; readonly text: Promise<string> } | undefined;

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** What `write` gives, now or a moment ago; those that ask while it is being written wait for the same. */
  take(snapshots: readonly Snapshot[], write: () => Promise<string>): Promise<string> {
    const of = snapshots.flatMap(({ status, reading, last }) => [status, reading, last]);
    const { kept } = this;
    const isGood =
      kept !== undefined &&
      this.now() - kept.at < KEPT_MS &&
      kept.of.length === of.length &&
      of.every((each, i) => each === kept.of[i]);
    if (isGood) return kept.text;
    const text = write();
    this.kept = { at: this.now(), of, text };
    return text;
  }
}
