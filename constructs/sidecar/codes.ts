/** Codes of the design rules of the sidecar. Those of the program itself, which count from 001, are in services/health-sidecar. */
import type { CodeEntry } from '../errors';

export const SIDECAR_RULE_CODES = {
  'SCALE-SIDECAR-010': {
    title: 'The app is on the port of its sidecar',
    cause:
      'Containers of a pod share their ports: whichever starts second would end, and Kubernetes refuses the Service.',
    remedy: 'Give the app another `port`, or switch the sidecar off.',
  },
} as const satisfies Record<string, CodeEntry>;
