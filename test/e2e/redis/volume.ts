import { patience, type Context } from '../context';
import { podState } from '../pod';
import { notYet, there, waitFor } from '../wait';

const name = 'e2e-redis-volume';
const labels = { 'app.kubernetes.io/name': name };
/** User and group of the images of both flavours. */
const USER = 999;
const FOLDER = '/data';

/** Runs a shell script on a volume that no node uses just now; `image` has a shell. */
export async function onVolume(context: Context, claim: string, image: string, script: string): Promise<void> {
  const { kubectl } = context;
  await kubectl.apply({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels },
    spec: {
      restartPolicy: 'Never',
      automountServiceAccountToken: false,
      securityContext: {
        ...{ runAsNonRoot: true, runAsUser: USER, runAsGroup: USER, fsGroup: USER },
        fsGroupChangePolicy: 'OnRootMismatch',
        seccompProfile: { type: 'RuntimeDefault' },
      },
      containers: [
        {
          ...{ name: 'shell', image, command: ['sh', '-ec', `cd ${FOLDER}\n${script}`] },
          volumeMounts: [{ name: 'data', mountPath: FOLDER }],
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
        },
      ],
      volumes: [{ name: 'data', persistentVolumeClaim: { claimName: claim } }],
    },
  });
  await waitFor(
    `the script on ${claim}`,
    async () => {
      const [pod] = await kubectl.list('pods', `app.kubernetes.io/name=${name}`);
      return pod?.status.phase === 'Succeeded' ? there(undefined) : notYet(podState(pod));
    },
    patience(context, 120),
  );
  await kubectl.run(['delete', 'pod', name, '--wait']);
}
