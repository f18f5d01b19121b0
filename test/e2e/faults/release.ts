import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Context } from '../context';
import type { Outcome } from '../exec';

/** Values as Helm takes them. */
export interface Values {
  readonly [key: string]: Value;
}
type Value = string | number | boolean | Values;

/** A release of the chart under test, small, with the values it was last given. */
export class ChartRelease {
  constructor(
    protected readonly context: Context,
    readonly name: string,
    private values: Values,
  ) {}

  async install(): Promise<void> {
    await this.context.helm.run('install', this.name, ...this.chart());
  }

  /** Upgrades with these values over all earlier ones. */
  async change(more: Values): Promise<Outcome> {
    this.values = merged(this.values, more);
    return this.context.helm.run('upgrade', this.name, ...this.chart());
  }

  /** The chart and its values, as Helm's commands take them. */
  protected chart(): string[] {
    const { root, images, scratch } = this.context;
    const chart = join(root, 'dist', 'helm', 'fastnext');
    const file = join(scratch, `${this.name}-values.json`);
    writeFileSync(file, JSON.stringify(this.values));
    const registry = images.registry === undefined ? [] : ['--set', `global.imageRegistry=${images.registry}`];
    return [chart, '--values', join(chart, 'values-small.yaml'), '--values', file, ...registry];
  }
}

/** Values over others, key by key. */
export function merged(base: Values, over: Values): Values {
  const result: Record<string, Value> = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const before = result[key];
    result[key] = typeof before === 'object' && typeof value === 'object' ? merged(before, value) : value;
  }
  return result;
}
