/** What is done before the stack is uninstalled: shards that no tool may remove by itself go first. */
import type { TaskProps } from '../tasks/task';
import { eq } from '../values/ops';
import { removalRule } from './access';
import { LEAST_SHARDS, MOST_SHARDS } from './names';
import type { RedisCluster } from './redis-cluster';

/**
 * The annotations of shards above those that every cluster has. When one leaves the manifests it still has data: its agents move that, and
 * then remove it themselves, whatever tool the manifests were applied with.
 */
export const KEPT = {
  'helm.sh/resource-policy': 'keep',
  'argocd.argoproj.io/sync-options': 'Prune=false',
  'argocd.argoproj.io/compare-options': 'IgnoreExtraneous',
} as const;

/** The task that removes them when there will be no agents any more. */
export const removalTask = ({ name, values }: RedisCluster): Omit<TaskProps, 'settings'> => ({
  when: eq(values.mode, 'cluster'),
  wave: 0,
  onRemoval: true,
  rules: () => [removalRule(name)],
  content: () => ({
    args: ['remove-shards', '--name', name, '--from', String(LEAST_SHARDS), '--below', String(MOST_SHARDS)],
    inputs: { name },
  }),
});
