import { setTimeout as sleep } from 'node:timers/promises';
import type { PodProxy } from '../faults/proxy';
import type { Pod } from '../objects';
import { ranSince } from './node-pod';

const INTERVAL_MS = 300;

/** The pods of all nodes as the API server has them, looked at all the time: where they are now. */
export class PodWatch {
  latest: readonly Pod[] = [];
  /** On which Kubernetes node each pod is, or was before it went. */
  readonly hosts = new Map<string, string>();
  /** By UID: when the pod began to run, as it was first said; what is made anew in a pod that is there already changes nothing. */
  readonly ranSince = new Map<string, number>();
  private isOver = false;

  constructor(
    private readonly proxy: PodProxy,
    private readonly selector: string,
    /** Hears of every change of an address. */
    private readonly moved: (pods: readonly Pod[]) => Promise<void>,
  ) {}

  /** Looks until it is ended. The first look has been when this resolves. */
  async begin(): Promise<void> {
    await this.look();
    void this.run();
  }

  private async look(): Promise<void> {
    this.latest = await this.proxy.pods(this.selector);
    for (const pod of this.latest) {
      const { name, uid } = pod.metadata;
      if (pod.spec.nodeName !== undefined) this.hosts.set(name, pod.spec.nodeName);
      const since = ranSince(pod);
      if (!Number.isNaN(since) && !this.ranSince.has(uid)) this.ranSince.set(uid, since);
    }
  }

  private async run(): Promise<void> {
    let told = '';
    while (!this.isOver) {
      try {
        await this.look();
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
