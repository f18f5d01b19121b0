import { exec, must, type ExecOptions, type Outcome } from './exec';
import type { Kinds, KubeObject } from './objects';

/** Everything listed is deleted, recreated or written by controllers of the cluster itself. */
const ofTheCluster = /^(events|events\.events\.k8s\.io|pods\.metrics\.k8s\.io)$/;

/** kubectl, bound to one namespace. */
export class Kubectl {
  constructor(
    private readonly env: NodeJS.ProcessEnv,
    private readonly signal: AbortSignal,
    readonly namespace: string,
  ) {}

  /** The same cluster; used after an interrupt, when the usual signal has ended all commands. */
  unabortable(): Kubectl {
    return new Kubectl(this.env, AbortSignal.any([]), this.namespace);
  }

  command(args: readonly string[]): string[] {
    return ['kubectl', '--namespace', this.namespace, ...args];
  }

  private options(options: ExecOptions): ExecOptions {
    return { env: this.env, signal: this.signal, seconds: 120, ...options };
  }

  /** The environment that a kubectl started elsewhere needs. */
  get environment(): NodeJS.ProcessEnv {
    return this.env;
  }

  /** Runs kubectl, whatever comes of it. */
  try(args: readonly string[], options: ExecOptions = {}): Promise<Outcome> {
    return exec(this.command(args), this.options(options));
  }

  /** Runs kubectl, which has to succeed. */
  run(args: readonly string[], options: ExecOptions = {}): Promise<Outcome> {
    return must(this.command(args), this.options(options));
  }

  /** The objects of a kind, all or those that a label selector picks. */
  async list<K extends keyof Kinds>(kind: K, selector?: string): Promise<readonly Kinds[K][]> {
    const picked = selector === undefined ? [] : ['--selector', selector];
    const { stdout } = await this.run(['get', kind, ...picked, '--output', 'json']);
    return (JSON.parse(stdout) as { items: readonly Kinds[K][] }).items;
  }

  /** Objects of several kinds by one command: on a small machine, starting it is what a look costs. */
  async lists<K extends Exclude<keyof Kinds, 'networkpolicies'>>(
    kinds: readonly K[],
    selector: string,
  ): Promise<{ readonly [P in K]: readonly Kinds[P][] }> {
    const { stdout } = await this.run(['get', kinds.join(), '--selector', selector, '--output', 'json']);
    const { items } = JSON.parse(stdout) as { items: readonly KubeObject[] };
    const of = (kind: K) => items.filter((item) => `${item.kind.toLowerCase()}s` === kind);
    return Object.fromEntries(kinds.map((kind) => [kind, of(kind)])) as never;
  }

  /** The objects that a file or folder of manifests names, as they are in the cluster. */
  async ofFiles(path: string): Promise<readonly KubeObject[]> {
    const { stdout } = await this.run(['get', '--filename', path, '--show-managed-fields', '--output', 'json']);
    return (JSON.parse(stdout) as { items: readonly KubeObject[] }).items;
  }

  /** Every object in the namespace, of every kind that can be listed, or those that a label selector picks. */
  async everything(selector?: string): Promise<readonly KubeObject[]> {
    const { stdout: kinds } = await this.run(['api-resources', '--namespaced', '--verbs=list', '--output', 'name']);
    const names = kinds.split('\n').filter((kind) => kind !== '' && !ofTheCluster.test(kind));
    const picked = selector === undefined ? [] : ['--selector', selector];
    const { stdout } = await this.run(['get', names.join(','), ...picked, '--output', 'json']);
    return (JSON.parse(stdout) as { items: readonly KubeObject[] }).items;
  }

  /** A Secret's version, and the texts in it. */
  async secretOf(name: string): Promise<readonly [version: string, texts: readonly string[]]> {
    const { stdout } = await this.run(['get', 'secret', name, '--output', 'json']);
    const { metadata, data } = JSON.parse(stdout) as KubeObject & { readonly data: Readonly<Record<string, string>> };
    return [metadata.resourceVersion, Object.values(data).map((text) => Buffer.from(text, 'base64').toString())];
  }

  /** Creates or changes objects. */
  async apply(...objects: readonly object[]): Promise<void> {
    const input = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects });
    await this.run(['apply', '--server-side', '--filename', '-'], { input });
  }
}
