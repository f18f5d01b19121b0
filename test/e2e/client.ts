import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Images } from './images';
import type { Kubectl } from './kubectl';
import { holds } from './objects';
import { askingPod, askingPolicy, podState } from './pod';
import { notYet, there, waitFor, type Waiting } from './wait';

const name = 'e2e-client';
/** What it can run, below /load. */
const PROGRAMS = ['load.ts', 'edge.ts', 'echo.ts'] as const;
const labels = { 'app.kubernetes.io/name': name };

/** A pod in the cluster that asks questions: what it sees is what a real client would. It obeys the same rules as all pods here. */
export class Client {
  constructor(
    private readonly kubectl: Kubectl,
    private readonly images: Images,
  ) {}

  /** Starts it, and resolves with the name of its node when it runs. */
  async start(waiting: Waiting): Promise<string> {
    await this.kubectl.apply(askingPolicy, this.script(), this.pod());
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
    await this.kubectl.run(['delete', 'networkpolicy', askingPolicy.metadata.name, '--wait']);
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
    const data = Object.fromEntries(
      PROGRAMS.map((file) => [file, readFileSync(join(__dirname, 'load', file), 'utf8')]),
    );
    return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, labels }, data };
  }

  private pod(): object {
    return askingPod({
      ...{ name, labels, image: this.images.client },
      command: ['node', '-e', "process.on('SIGTERM', () => process.exit()); setInterval(() => {}, 1e6)"],
      volumes: { '/load': { configMap: { name } } },
    });
  }
}
