import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Images } from './images';
import type { Kubectl } from './kubectl';
import { holds, type Pod } from './objects';
import { notYet, there, waitFor, type Waiting } from './wait';

const name = 'e2e-client';
const labels = { 'app.kubernetes.io/name': name };

/** A pod in the cluster that asks questions: what it sees is what a real client would. It obeys the same rules as all pods here. */
export class Client {
  constructor(
    private readonly kubectl: Kubectl,
    private readonly images: Images,
  ) {}

  /** Starts it, and resolves with the name of its node when it runs. */
  async start(waiting: Waiting): Promise<string> {
    await this.kubectl.apply(this.script(), this.pod());
    return waitFor(
      'the client pod',
      async () => {
        const [pod] = await this.kubectl.list('pods', `app.kubernetes.io/name=${name}`);
        return pod !== undefined && holds(pod.status.conditions, 'Ready')
          ? there(pod.spec.nodeName ?? '')
          : notYet(podState(pod));
      },
      waiting,
    );
  }

  /** Takes it away. */
  async remove(): Promise<void> {
    await this.kubectl.run(['delete', 'pod,configmap', '--selector', `app.kubernetes.io/name=${name}`, '--wait']);
  }

  /** The node it is on. */
  async node(): Promise<string | undefined> {
    const [pod] = await this.kubectl.list('pods', `app.kubernetes.io/name=${name}`);
    return pod?.spec.nodeName;
  }

  /** The kubectl command that runs a Node script in it, its standard input connected. */
  command(...args: readonly string[]): string[] {
    return this.kubectl.command([
      'exec',
      '--stdin',
      name,
      '--',
      'node',
      '--disable-warning=ExperimentalWarning',
      ...args,
    ]);
  }

  private script(): object {
    const load = readFileSync(join(__dirname, 'load', 'load.ts'), 'utf8');
    return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, labels }, data: { 'load.ts': load } };
  }

  private pod(): object {
    return {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, labels },
      spec: {
        restartPolicy: 'Never',
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        terminationGracePeriodSeconds: 1,
        securityContext: { runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: 'RuntimeDefault' } },
        volumes: [{ name: 'load', configMap: { name } }],
        containers: [
          {
            name: 'client',
            image: this.images.client,
            command: ['node', '-e', "process.on('SIGTERM', () => process.exit()); setInterval(() => {}, 1e6)"],
            volumeMounts: [{ name: 'load', mountPath: '/load', readOnly: true }],
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
}

function podState(pod: Pod | undefined): string {
  if (pod === undefined) return 'not created';
  return pod.status.containerStatuses?.[0]?.state?.waiting?.reason ?? pod.status.phase;
}
