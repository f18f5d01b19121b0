/** Removes the StatefulSets that no tool removes by itself, when their whole cluster is about to go. Volumes stay. */
import { Kubernetes, type Access } from '../kubernetes';
import type { Log } from '../log';

/** Shards that may be there: `NAME-FROM` up to, and without, `NAME-BELOW`. */
export interface ShardRange {
  readonly name: string;
  readonly from: number;
  readonly below: number;
}

/** The StatefulSets of one namespace. */
export class StatefulSets {
  private readonly api: Kubernetes;
  constructor(access: Access) {
    this.api = new Kubernetes(access, { api: 'apis/apps/v1', plural: 'statefulsets', kind: 'StatefulSet' });
  }

  /** Removes it, and its pods with it; false when there is none, or it is on its way already. */
  async remove(name: string): Promise<boolean> {
    // Without waiting for the pods: they have time of their own to stop.
    const { status } = await this.api.request('DELETE', `/${name}`, name, { propagationPolicy: 'Background' });
    return status < 300;
  }
}

export interface RemoveOptions {
  readonly dryRun: boolean;
  readonly log: Log;
}

/** Removes all that there are, from the last one down, as nobody knows which; says which ones there were. A dry run cannot know that. */
export async function removeShards(
  statefulSets: Pick<StatefulSets, 'remove'>,
  { name, from, below }: ShardRange,
  { dryRun, log }: RemoveOptions,
): Promise<readonly string[]> {
  const removed = [];
  for (let shard = below - 1; shard >= from; shard -= 1) {
    const statefulSet = `${name}-${shard}`;
    if (dryRun) log.info({ statefulSet }, 'would be removed if it is there');
    else if (await statefulSets.remove(statefulSet)) {
      log.info({ statefulSet }, 'removed');
      removed.push(statefulSet);
    }
  }
  return removed;
}
