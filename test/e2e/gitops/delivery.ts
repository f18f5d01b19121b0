import { join } from 'node:path';
import { Client } from '../client';
import type { Context } from '../context';
import { check } from '../fail';
import type { Lab } from '../lab';
import { Kubectl } from '../kubectl';
import { Application, ARGOCD } from './application';
import { Repository } from './repository';
import { SetController } from './set-controller';

/** Where the lab serves the repository; what is pushed there is what Argo CD reads. */
const URL = 'git://10.99.0.1/project';

/** Small, but with members that change by themselves what git does not say: a leader and its replica, and a cluster with agents. */
export const MANIFESTS_VALUES = [
  'postgres.replicas=2',
  'redis.mode=cluster',
  'redis.maxMemory=64Mi',
  'redis.replication.backlog=16Mi',
  // All requests of the checks come from one address.
  'edge.routes.api.connections=0',
];

/** What the steps share: a repository, Argo CD that reads it, and a namespace for each way that it installs from it. */
export class Delivery {
  readonly application: Application;
  /** Of the manifests. */
  readonly first: Context;
  /** Of the chart. */
  readonly second: Context;
  readonly controller: SetController;
  /** Where Argo CD keeps its own objects. */
  readonly argocd: Kubectl;

  private constructor(
    readonly repository: Repository,
    context: Context,
  ) {
    this.application = new Application(context, 'fastnext');
    this.first = inNamespace(context, `${context.namespace}-manifests`);
    this.second = inNamespace(context, `${context.namespace}-chart`);
    this.argocd = new Kubectl(context.cluster.env, context.signal, ARGOCD);
    this.controller = new SetController(context);
  }

  static async open(context: Context, lab: Lab): Promise<Delivery> {
    const { scratch, signal } = context;
    const repository = await Repository.create(join(scratch, 'gitops'), signal);
    const delivery = new Delivery(repository, context);
    await delivery.write('the beginning', []);
    // Compiled at its first use on a machine.
    await lab.run(['argocd', repository.folder], { signal, seconds: 30 * 60 });
    return delivery;
  }

  /** Commits dist/ with these values besides the usual; resolves with the commit. */
  write(message: string, values: readonly string[]): Promise<string> {
    // The same stack once more, by the chart, under another name: as small as it can be.
    const targets = this.repository.write(
      'targets.yaml',
      [
        'small:',
        '  environment: test',
        `  namespace: ${this.second.namespace}`,
        '  release: shop',
        '  values: { postgres: { replicas: 1 }, redis: { mode: standalone } }',
        '',
      ].join('\n'),
    );
    const argocd = { repo: URL, namespace: this.first.namespace, targets };
    return this.repository.commit(message, { preset: 'small', sets: [...MANIFESTS_VALUES, ...values], argocd });
  }

  /** Commits and pushes; resolves with the commit. */
  async push(message: string, values: readonly string[]): Promise<string> {
    const revision = await this.write(message, values);
    await this.repository.push(URL);
    return revision;
  }

  /** Applies files for Argo CD, as they are; a warning fails. */
  async apply(names: readonly string[], ...more: readonly string[]): Promise<void> {
    const files = names.flatMap((name) => ['--filename', join(this.repository.dist, 'argocd', `${name}.yaml`)]);
    const { stderr } = await this.argocd.run(['apply', '--server-side', '--validate=strict', ...files, ...more]);
    check(stderr.trim() === '', `kubectl had something to say:\n${stderr}`);
  }
}

/** The same run, seen from another namespace. */
function inNamespace(context: Context, namespace: string): Context {
  const kubectl = new Kubectl(context.cluster.env, context.signal, namespace);
  return { ...context, namespace, kubectl, client: new Client(kubectl, context.images) };
}

const open = new WeakMap<Context, Delivery>();

/** What the first step of the run made. */
export function deliveryOf(context: Context): Delivery {
  const delivery = open.get(context);
  check(delivery !== undefined, 'Argo CD was not started');
  return delivery;
}

/** Starts Argo CD with a new repository. */
export async function openDelivery(context: Context, lab: Lab): Promise<Delivery> {
  const delivery = await Delivery.open(context, lab);
  open.set(context, delivery);
  return delivery;
}
