/** A database in a plain cdk8s app, with a pooler and clients where a test asks for them. */
import { App, Chart, Testing } from 'cdk8s';
import type { Construct } from 'constructs';
import { parse } from 'yaml';
import {
  Pooler,
  PostgresCluster,
  type Client,
  type DatabaseClient,
  type PoolerSchema,
  type PostgresClusterProps,
  type PropsOf,
} from '../../../constructs';
import { CONFIG_FILES } from '../../../constructs/postgres/names';
import { pick } from '../support';
import type { Plain } from '../workload/synth';

export interface Given {
  readonly postgres?: PostgresClusterProps;
  /** @default - no pooler */
  readonly pooler?: NonNullable<PropsOf<PoolerSchema>>;
  /** @default - none */
  readonly clients?: readonly (Client & DatabaseClient)[];
}

/** Adds what is given to a chart. */
export function build(chart: Construct, { postgres = {}, pooler, clients = [] }: Given): PostgresCluster {
  const database = new PostgresCluster(chart, 'postgres', postgres);
  if (pooler !== undefined) new Pooler(chart, 'pooler', { ...pooler, database });
  for (const client of clients) database.connectionFrom(client, client);
  return database;
}

/** The objects of a chart called `shop`. */
export function synth(given: Given = {}, change: (database: PostgresCluster, chart: Chart) => void = () => undefined) {
  const chart = new Chart(Testing.app(), 'shop');
  const database = build(chart, given);
  change(database, chart);
  const objects = (Testing.synth(chart) as (Plain | undefined)[]).filter((object) => object !== undefined);
  return {
    database,
    objects,
    /** The one object of a kind, or with a name. */
    get: (kind: string, name?: string) =>
      objects.find((object) => object.kind === kind && (name === undefined || object.metadata.name === name)),
  };
}

/** What the two files of the cluster's ConfigMap say. */
export function settings(postgres: PostgresClusterProps = {}) {
  const data = pick(synth({ postgres }).get('ConfigMap', 'shop-postgres'), 'data') as Record<string, string>;
  const file = (name: string) => parse(data[name] ?? '') as unknown;
  return { data, local: file(CONFIG_FILES.local), dynamic: file(CONFIG_FILES.dynamic) };
}

/** What `app.synth()` refuses: the codes in its message, in order. */
export function refusals(given: Given): string[] {
  const app = new App({ outdir: Testing.app().outdir });
  build(new Chart(app, 'shop'), given);
  try {
    app.synth();
    return [];
  } catch (error) {
    return [...(error as Error).message.matchAll(/\[[^\]]*\] (SCALE-[A-Z]+-\d+)/g)].map(([, code = '']) => code);
  }
}
