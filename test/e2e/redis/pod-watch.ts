import { setTimeout as sleep } from 'node:timers/promises';
import type { PodProxy } from '../faults/proxy';
import type { Pod } from '../objects';

const INTERVAL_MS = 300;

/** The pods of all nodes as the API server has them, looked at all the time: where they are now. */
export class PodWatch {
  latest: readonly Pod[] = [];
  private isOver = false;

  constructor(
    private readonly proxy: PodProxy,
    private readonly selector: string,
    /** Hears of every change of an address. */
    private readonly moved: (pods: readonly Pod[]) => Promise<void>,
  ) {}

  /** Looks until it is ended. The first look has been when this resolves. */
  async begin(): Promise<void> {
    this.latest = await this.proxy.pods(this.selector);
    void this.run();
  }

  private async run(): Promise<void> {
    let told = '';
    while (!this.isOver) {
      try {
        this.latest = await this.proxy.pods(this.selector);
        const addresses = this.latest.map(({ metadata, status }) => `${metadata.name} ${status.podIP ?? ''}`).join();
        if (addresses !== told) {
          await this.moved(this.latest);
          told = addresses;
        }
      } catch {
        // The API server or the load is busy: at the next look.
      }
      await sleep(INTERVAL_MS, undefined, { ref: false });
    }
  }

  end(): void {
    this.isOver = true;
  }
}
