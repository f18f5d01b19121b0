/** Codes of the design rules of quotas. */
import type { CodeEntry } from '../errors';

export const QUOTA_CODES = {
  'SCALE-QUOTA-001': {
    title: 'A quota that the stack does not fit into',
    cause:
      'Kubernetes refuses every pod and volume beyond a quota: with less than the least, the stack never comes up.',
    remedy: 'Raise it, leave it out of `quota.hard` to have it computed, or lower replicas or resources.',
  },
  'SCALE-QUOTA-002': {
    title: 'A quota below what the stack may grow to',
    cause:
      'Autoscalers at their maximum, and the extra pods of a roll-out, need more than the quota lets through: a roll-out under load would come to a stop.',
    remedy:
      'Raise it, lower `autoscaling.max` or `rollout.maxSurgePercent`, or set `quota.belowMaximum` when that is what you want.',
  },
  'SCALE-QUOTA-003': {
    title: 'A quota of what containers do not say',
    cause: 'Kubernetes refuses every pod that does not say how much it uses of what there is a quota for.',
    remedy: 'Give these components a value for it, or leave it out of `quota.hard`.',
  },
  'SCALE-QUOTA-004': {
    title: 'A default that limits the stack itself',
    cause:
      'A LimitRange gives its default to every container without a limit, those of the stack that are to have none included.',
    remedy: 'Take the default away (`null`), or give these components a limit.',
  },
  'SCALE-QUOTA-005': {
    title: 'A container above the most that one may have',
    cause: 'Kubernetes refuses every container whose limit is above the maximum of a LimitRange.',
    remedy: 'Raise `quota.containers.max`, or lower the limit of the component.',
  },
  'SCALE-QUOTA-006': {
    title: 'Defaults of containers that contradict each other',
    cause:
      'The API server refuses a LimitRange whose default request is above the default limit, or that above the maximum.',
    remedy: 'Lower the smaller one or raise the larger one.',
  },
} as const satisfies Record<string, CodeEntry>;
