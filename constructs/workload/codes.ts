/** Codes of the design rules of a workload. */
import type { CodeEntry } from '../errors';

export const WORKLOAD_CODES = {
  'SCALE-WORKLOAD-001': {
    title: 'Minimum above maximum',
    cause: 'The autoscaler is told to keep more replicas than it may have.',
    remedy: 'Lower `autoscaling.min` or raise `autoscaling.max`.',
  },
  'SCALE-WORKLOAD-002': {
    title: 'Grace period shorter than the drain',
    cause: 'Kubernetes would kill the pod before it has finished the requests it still has.',
    remedy: 'Raise `shutdown.gracePeriodSeconds`, or set it to 0 to have it computed.',
  },
  'SCALE-WORKLOAD-003': {
    title: 'CPU utilisation without a request',
    cause: 'Utilisation is a share of the request: without `resources.requests.cpu` the autoscaler cannot act.',
    remedy: 'Set `resources.requests.cpu`, or set `autoscaling.cpuUtilization` to 0.',
  },
  'SCALE-WORKLOAD-004': {
    title: 'Memory utilisation without a request',
    cause: 'Utilisation is a share of the request: without `resources.requests.memory` the autoscaler cannot act.',
    remedy: 'Set `resources.requests.memory`, or set `autoscaling.memoryUtilization` to 0.',
  },
  'SCALE-WORKLOAD-005': {
    title: 'Autoscaling without a metric',
    cause: 'The autoscaler is on, and every target is 0 (off).',
    remedy: 'Set `autoscaling.cpuUtilization` or `autoscaling.memoryUtilization`, or turn `autoscaling.enabled` off.',
  },
  'SCALE-WORKLOAD-006': {
    title: 'Disruption budget that protects nothing',
    cause: 'A drain may take as many pods at once as there may be in all.',
    remedy: 'Lower `disruption.maxUnavailable` below the least number of replicas.',
  },
  'SCALE-WORKLOAD-007': {
    title: 'Probe timeout above its period',
    cause: 'The next probe would be due before the last one has timed out.',
    remedy: "Lower the probe's `timeoutSeconds` or raise its `periodSeconds`.",
  },
  'SCALE-WORKLOAD-008': {
    title: 'Request above limit',
    cause: 'Kubernetes refuses a container that requests more than its limit.',
    remedy: 'Raise the limit or lower the request.',
  },
} as const satisfies Record<string, CodeEntry>;
