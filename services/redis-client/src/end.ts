import type { Cluster } from 'ioredis';

/**
 * Lets a client that is ended be ended. A look at the cluster that is under way then plans the next one when it is over, and that the one
 * after it, for ever (ioredis 6.0): the process could not end by itself. `connectRedis` does it; for a `Cluster` of your own making.
 */
export function lookNoMore(cluster: Cluster): void {
  cluster.on('end', () => {
    // It joins the look that is under way, behind what plans the next one; without one, it is called at once.
    cluster.refreshSlotsCache(() => {
      (cluster as unknown as { clearNodesRefreshInterval: () => void }).clearNodesRefreshInterval();
    });
  });
}
