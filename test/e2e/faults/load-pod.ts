import { build } from 'esbuild';
import { patience, type Context } from '../context';
import { isReady } from '../objects';
import { askingPod, askingPolicy, podState } from '../pod';
import { notYet, there, waitFor } from '../wait';
import { CONTROL_PORT } from './load/port';
import { PodProxy } from './proxy';

/** The program of a load, and what its pod needs. */
export interface Program {
  readonly name: string;
  /** The path of its first file. */
  readonly entry: string;
  /** What is mounted where, as Kubernetes takes it, without a name. */
  readonly volumes: Readonly<Record<string, object>>;
  /** Packages that it asks for only when they are there. */
  readonly external?: readonly string[];
}

const FILE = 'load.js';

/** The pod that writes and reads: what it measures is what a real client in the cluster would. `P` is what it is told, and so on. */
export class LoadPod<P, T, R> {
  protected constructor(
    private readonly name: string,
    protected readonly proxy: PodProxy,
    /** The node it is on, which must not be disturbed. */
    readonly node: string,
  ) {}

  /** Starts a program: what the constructor of a kind of load takes. */
  protected static async run(
    context: Context,
    program: Program,
  ): Promise<[name: string, proxy: PodProxy, node: string]> {
    const { kubectl, images, signal } = context;
    const { name, volumes } = program;
    const labels = { 'app.kubernetes.io/name': name };
    await kubectl.apply(
      askingPolicy,
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, labels }, data: { [FILE]: await bundle(program) } },
      askingPod({
        ...{ name, labels, image: images.client, command: ['node', `/load/${FILE}`] },
        volumes: { '/load': { configMap: { name } }, ...volumes },
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
    const proxy = await PodProxy.open(kubectl, signal);
    await waitFor(
      'its first answer',
      () => proxy.post(name, CONTROL_PORT, '/tick', null, 15).then(there, (error: unknown) => awake(error)),
      patience(context, 60),
    );
    return [name, proxy, node];
  }

  /** Begins to write and read. */
  async begin(plan: P): Promise<void> {
    await this.order('/start', plan);
  }

  /** Notes a time by the client's clock. @param at - now, when it is not given */
  async mark(name: string, at?: number): Promise<void> {
    await this.order('/mark', { name, at });
  }

  tick(): Promise<T> {
    return this.order('/tick', null) as Promise<T>;
  }

  end(seconds = 60): Promise<R> {
    return this.order('/stop', null, seconds) as Promise<R>;
  }

  close(): void {
    this.proxy.close();
  }

  protected order(path: string, body: unknown, seconds = 15): Promise<unknown> {
    return this.proxy.post(this.name, CONTROL_PORT, path, body, seconds);
  }
}

/** Nothing runs yet, but the program answers. */
const awake = (error: unknown) => {
  const text = String(error);
  return text.includes('nothing is running') ? there(undefined) : notYet(text.slice(0, 100));
};

/** A program in one file, with its packages in it: the image has Node and nothing else. */
async function bundle({ entry, external = [] }: Program): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    ...{ bundle: true, platform: 'node', target: 'node24', format: 'cjs', minify: true, write: false },
    external: [...external],
  });
  return outputFiles[0]?.text ?? '';
}
