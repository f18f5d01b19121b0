import { join } from 'node:path';
import { build } from 'esbuild';
import { patience, type Context } from '../context';
import { isReady } from '../objects';
import { askingPod, podState } from '../pod';
import { notYet, there, waitFor } from '../wait';
import { CONTROL_PORT, type Address, type Plan, type Question } from './load/plan';
import type { Report, Tick } from './load/report';
import { PodProxy } from './proxy';

const name = 'e2e-postgres-client';
const labels = { 'app.kubernetes.io/name': name };
const program = 'load.js';
/** Where its passwords are. */
const SECRETS = '/etc/scaleout/database';

/** The pod that writes and reads: what it measures is what a real client in the cluster would. */
export class LoadPod {
  private constructor(
    private readonly proxy: PodProxy,
    /** The node it is on, which must not be disturbed. */
    readonly node: string,
  ) {}

  /** Starts it; `secret` holds the passwords. */
  static async start(context: Context, secret: string): Promise<LoadPod> {
    const { kubectl, images, signal } = context;
    await kubectl.apply(
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, labels }, data: { [program]: await bundle() } },
      askingPod({
        ...{ name, labels, image: images.client, command: ['node', `/load/${program}`] },
        volumes: {
          '/load': { configMap: { name } },
          [SECRETS]: { secret: { secretName: secret, defaultMode: 0o440 } },
        },
      }),
    );
    const node = await waitFor(
      'the client pod',
      async () => {
        const [pod] = await kubectl.list('pods', `app.kubernetes.io/name=${name}`);
        return pod !== undefined && isReady(pod) ? there(pod.spec.nodeName ?? '') : notYet(podState(pod));
      },
      patience(context),
    );
    const load = new LoadPod(await PodProxy.open(kubectl, signal), node);
    await waitFor(
      'its first answer',
      () => load.order('/tick', null).then(there, (error: unknown) => awake(error)),
      patience(context, 60),
    );
    return load;
  }

  /** Begins to write and read. */
  async begin(plan: Plan): Promise<void> {
    await this.order('/start', plan);
  }

  /** Notes the time, by the client's clock. */
  async mark(label: string): Promise<void> {
    await this.order('/mark', label);
  }

  tick(): Promise<Tick> {
    return this.order('/tick', null) as Promise<Tick>;
  }

  end(): Promise<Report> {
    return this.order('/stop', null, 60) as Promise<Report>;
  }

  /** Asks a server something, beside the load. */
  async ask<Row>(question: Question): Promise<readonly Row[]> {
    return (await this.order('/ask', question, 40)) as readonly Row[];
  }

  /** The fingerprint of a server's certificate; `''` when it has none. */
  fingerprint(address: Address): Promise<string> {
    return this.order('/fingerprint', address) as Promise<string>;
  }

  /** Where the file of a key of the Secret is. */
  passwordFile(key: string): string {
    return `${SECRETS}/${key}`;
  }

  close(): void {
    this.proxy.close();
  }

  private order(path: string, body: unknown, seconds = 15): Promise<unknown> {
    return this.proxy.post(name, CONTROL_PORT, path, body, seconds);
  }
}

/** Nothing runs yet, but the program answers. */
const awake = (error: unknown) => {
  const text = String(error);
  return text.includes('nothing is running') ? there(undefined) : notYet(text.slice(0, 100));
};

/** The program in one file, with the database driver in it: the image has Node and nothing else. */
async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(__dirname, 'load', 'main.ts')],
    ...{ bundle: true, platform: 'node', target: 'node24', format: 'cjs', minify: true, write: false },
    // Asked for only by those who have it.
    external: ['pg-native', 'pg-cloudflare'],
  });
  return outputFiles[0]?.text ?? '';
}
