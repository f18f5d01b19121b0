/** What was written, and what became of it. */
import type { GossipNode } from './node';
import { slotOf } from './node';
import type { Cause } from './world';

export interface Loss {
  readonly key: string;
  readonly hostname: string;
  readonly cause: Cause;
  /** Why nobody who plans is to blame; undefined when one is. */
  readonly excuse: string | undefined;
}

export class Ledger {
  /** By key: the latest write. */
  readonly written = new Map<string, number>();
  readonly losses: Loss[] = [];

  /** `volumes`: all that there are, those of nodes that are down among them. */
  constructor(private readonly volumes: () => Iterable<GossipNode>) {}

  write(key: string): number {
    const version = (this.written.get(key) ?? 0) + 1;
    this.written.set(key, version);
    return version;
  }

  survives(key: string, version: number, volumes = this.volumes()): boolean {
    for (const { keys } of volumes) if ((keys.get(key) ?? 0) >= version) return true;
    return false;
  }

  letGo(node: GossipNode, keys: ReadonlyMap<string, number>, cause: Cause, source?: string): void {
    for (const [key, version] of keys) {
      if ((node.keys.get(key) ?? 0) >= version || this.survives(key, version)) continue;
      this.losses.push({ key, hostname: node.hostname, cause, excuse: this.excuse(node, key, cause, source) });
    }
  }

  private excuse(node: GossipNode, key: string, cause: Cause, source: string | undefined): string | undefined {
    const nodes = [...this.volumes()];
    if (cause === 'volume') return 'the volume was lost';
    if (cause === 'sync' || cause === 'slots lost') {
      if (nodes.some(({ id, wasElected }) => id === source && wasElected)) return "Redis's own election";
      if (cause === 'sync' && source !== node.myself.masterId)
        return 'copied from whoever got the address of its master';
      return undefined;
    }
    const epoch = (node.master ?? node.myself).configEpoch;
    const slot = slotOf(key);
    const isObsolete = nodes.some(
      (other) => other.isMaster && other.myself.configEpoch > epoch && other.myself.slots.has(slot),
    );
    return isObsolete ? 'its slot has a newer owner' : undefined;
  }
}
