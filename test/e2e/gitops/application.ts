import { patience, type Context } from '../context';
import { check } from '../fail';
import { Kubectl } from '../kubectl';
import type { KubeObject } from '../objects';
import { notYet, there, waitFor } from '../wait';

/** The namespace that Argo CD is in. */
export const ARGOCD = 'argocd';
/** With it, deleting an Application deletes what it made. */
const FINALIZER = 'resources-finalizer.argocd.argoproj.io';

interface Status {
  readonly reconciledAt?: string;
  readonly sync?: { readonly status: string; readonly revision?: string };
  readonly health?: { readonly status: string };
  readonly history?: readonly { readonly id: number }[];
  readonly operationState?: { readonly phase: string; readonly message?: string; readonly startedAt: string };
  readonly resources?: readonly { readonly kind: string; readonly name: string; readonly status?: string }[];
  readonly conditions?: readonly { readonly type: string; readonly message: string }[];
}
type Seen = KubeObject & { readonly status?: Status; readonly operation?: object };

/** One Application of Argo CD, looked at through its status. */
export class Application {
  private readonly kubectl: Kubectl;

  constructor(
    private readonly context: Context,
    readonly name: string,
  ) {
    this.kubectl = new Kubectl(context.cluster.env, context.signal, ARGOCD);
  }

  async look(): Promise<Seen> {
    const { stdout } = await this.kubectl.run(['get', 'application', this.name, '--output', 'json']);
    return JSON.parse(stdout) as Seen;
  }

  /** Waits until it has this revision, has nothing left to do, and is healthy; resolves with all syncs there have been. */
  async synced(revision?: string, seconds = 600): Promise<string> {
    return waitFor(
      `${this.name} Synced and Healthy`,
      async () => {
        const { status = {}, operation } = await this.look();
        const isNew = revision === undefined || status.sync?.revision === revision;
        const rests = operation === undefined && status.operationState?.phase === 'Succeeded';
        return isNew && rests && status.sync?.status === 'Synced' && status.health?.status === 'Healthy'
          ? there(syncsOf(status))
          : notYet(stateOf(status));
      },
      patience(this.context, seconds),
    );
  }

  /** Each sync there has been, as one text: another one makes another text. */
  async syncs(): Promise<string> {
    return syncsOf((await this.look()).status ?? {});
  }

  /**
   * Looks on until it was compared with git this many times, at least this long, and was Synced each time, and nothing was done.
   * Resolves with the number of comparisons.
   */
  async staysQuiet(before: string, least: { readonly seconds: number; readonly times: number }): Promise<number> {
    const begin = performance.now();
    const compared = new Set<string>();
    const { reconciledAt: start } = (await this.look()).status ?? {};
    return waitFor(
      `${this.name} left alone`,
      async () => {
        const { status = {}, operation } = await this.look();
        check(operation === undefined && syncsOf(status) === before, `it was synced again: ${stateOf(status)}`);
        check(status.sync?.status === 'Synced', `it is ${stateOf(status)}`);
        if (status.reconciledAt !== undefined && status.reconciledAt !== start) compared.add(status.reconciledAt);
        const isLong = performance.now() - begin >= least.seconds * 1000;
        return isLong && compared.size >= least.times
          ? there(compared.size)
          : notYet(`compared ${compared.size} times`);
      },
      patience(this.context, least.seconds + 300),
    );
  }

  /** Deletes it, and what it made. */
  async delete(): Promise<void> {
    const patch = JSON.stringify({ metadata: { finalizers: [FINALIZER] } });
    await this.kubectl.run(['patch', 'application', this.name, '--type', 'merge', '--patch', patch]);
    await this.kubectl.run(['delete', 'application', this.name, '--wait', '--timeout=300s'], { seconds: 320 });
  }
}

const syncsOf = ({ history = [], operationState }: Status): string =>
  JSON.stringify([history.map(({ id }) => id), operationState?.startedAt]);

function stateOf({ sync, health, operationState, resources = [], conditions = [] }: Status): string {
  const others = resources.filter(({ status }) => status !== undefined && status !== 'Synced');
  const words = [
    sync?.status ?? 'not compared yet',
    health?.status,
    operationState === undefined
      ? undefined
      : `sync ${operationState.phase} (${(operationState.message ?? '').slice(0, 300)})`,
    ...others.slice(0, 6).map(({ kind, name, status }) => `${kind}/${name} ${status ?? ''}`),
    ...conditions.map(({ type, message }) => `${type}: ${message.slice(0, 300)}`),
  ];
  return words.filter((word) => word !== undefined).join(', ');
}
