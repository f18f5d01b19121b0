import { join } from 'node:path';
import type { Context } from './context';
import type { Outcome } from './exec';

/** What objects are found by: of a release, or of the plain manifests. */
export interface Stack {
  /** The start of its object names. */
  readonly fullname: string;
  /** Picks its objects. */
  readonly selector: string;
}

/** A release of the chart, with the values it was last given. */
export class Release implements Stack {
  private values: readonly string[];

  constructor(
    readonly name: string,
    values: readonly string[] = [],
  ) {
    this.values = values;
  }

  /** The start of its object names. */
  get fullname(): string {
    return `${this.name}-fastnext`;
  }

  /** Picks its objects. */
  get selector(): string {
    return `app.kubernetes.io/instance=${this.name}`;
  }

  async install(context: Context): Promise<void> {
    await context.helm.run('install', this.name, ...this.chart(context), ...sets(this.values), ...waiting);
  }

  /** Upgrades with these values besides all earlier ones. */
  async upgrade(context: Context, ...more: readonly string[]): Promise<void> {
    const values = [...this.values, ...more];
    await context.helm.run('upgrade', this.name, ...this.chart(context), ...sets(values), ...waiting);
    this.values = values;
  }

  /** Tries an upgrade that should be refused. */
  tryUpgrade(context: Context, ...more: readonly string[]): Promise<Outcome> {
    return context.helm.try('upgrade', this.name, ...this.chart(context), ...sets([...this.values, ...more]));
  }

  private chart({ root, images }: Context): string[] {
    const chart = join(root, 'dist', 'helm', 'fastnext');
    const registry = images.registry === undefined ? [] : ['--set', `global.imageRegistry=${images.registry}`];
    return [chart, '--values', join(chart, 'values-small.yaml'), ...registry];
  }
}

const waiting = ['--wait', '--timeout', '10m'];
const sets = (values: readonly string[]): string[] => values.flatMap((value) => ['--set', value]);

/** The release that lives beside the plain manifests: two pods a service, as any that must not lose requests. */
export const second = new Release('second', [
  'backend.autoscaling.min=2',
  'frontend.autoscaling.min=2',
  'edge.autoscaling.min=2',
  // What the demo makes at its first need anyway: here a Job makes it.
  'backend.migration.command={node,/app/server.js,migrate}',
  // All requests of the checks come from one address.
  'edge.routes.api.connections=0',
]);
/** What the plain manifests are called, which are a release without Helm. */
export const first = { fullname: 'fastnext', selector: 'app.kubernetes.io/instance=fastnext' } as const;

/** Secrets that outlive their release on purpose, by the end of their names. */
export const KEPT_SECRETS = ['postgres', 'redis', 'sidecar', 'tls'] as const;
