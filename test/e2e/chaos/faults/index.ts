import { stopApi } from './api';
import type { Fault } from './fault';
import { crashNode, cutNode, drain } from './nodes';
import { podFaults } from './pods';
import { updateAll } from './update';

export type { Fault } from './fault';

/** All of them: from what is wanted to what nobody wants, and the one that replaces all pods in between. */
export const FAULTS: readonly Fault[] = [
  ...podFaults.filter(({ limits }) => limits.isPlanned),
  drain,
  ...podFaults.filter(({ limits }) => !limits.isPlanned),
  updateAll,
  crashNode,
  cutNode,
  // The last: for half a minute after it the cluster's own controllers do not lead a Service to another pod.
  stopApi,
];
