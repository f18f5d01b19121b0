import type { Pod } from './objects';

/** A pod that asks questions. */
export interface AskingPod {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly image: string;
  readonly command: readonly string[];
  /** What is mounted where, as Kubernetes takes it, without a name. */
  readonly volumes: Readonly<Record<string, object>>;
}

/** Tells pods that ask from those that are asked. */
const LABEL = 'scaleout.dev/e2e';
const ASKS = { [LABEL]: 'asks' } as const;
/** All but those that ask: a policy for them too would shut out the API server, through which they take orders. */
const ASKED = { matchExpressions: [{ key: LABEL, operator: 'DoesNotExist' }] } as const;

/**
 * Lets them ask every pod, past the policies of the stack: much of what is looked at is nobody's business but a test's. What policies allow
 * is looked at from the pods of the stack themselves.
 */
export const askingPolicy = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'e2e-asks', labels: ASKS },
  spec: { podSelector: ASKED, policyTypes: ['Ingress'], ingress: [{ from: [{ podSelector: { matchLabels: ASKS } }] }] },
} as const;

/** Its manifest: it obeys the same rules as all pods here. */
export function askingPod({ name, labels, image, command, volumes }: AskingPod) {
  const mounts = Object.keys(volumes).map((mountPath, i) => ({ name: `volume-${i}`, mountPath, readOnly: true }));
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels: { ...labels, ...ASKS } },
    spec: {
      restartPolicy: 'Never',
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      terminationGracePeriodSeconds: 1,
      securityContext: {
        ...{ runAsNonRoot: true, runAsUser: 10001, runAsGroup: 10001, fsGroup: 10001 },
        seccompProfile: { type: 'RuntimeDefault' },
      },
      volumes: Object.values(volumes).map((volume, i) => ({ name: `volume-${i}`, ...volume })),
      containers: [
        {
          ...{ name: 'client', image, command },
          volumeMounts: mounts,
          // No limit on CPU: a client that is held back would blame its own waiting on the servers.
          resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '512Mi' } },
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'] },
          },
        },
      ],
    },
  };
}

/** What a pod that is not ready is at. */
export function podState(pod: Pod | undefined): string {
  if (pod === undefined) return 'not created';
  return pod.status.containerStatuses?.[0]?.state?.waiting?.reason ?? pod.status.phase;
}
