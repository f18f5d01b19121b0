/** Where nodes belong: `PREFIX-SHARD-ORDINAL`. */

/** What the values ask for. */
export interface Shape {
  readonly shards: number;
  readonly replicasPerShard: number;
}

/** A cluster under test. */
export interface Wanted extends Shape {
  readonly prefix: string;
}

/** On which Kubernetes node each pod is. */
export type Placement = Readonly<Record<string, string>>;

const POD = /^(.*)-(\d+)-\d+$/;

/** The cluster that a pod is of. */
export const prefixOf = (pod: string): string => POD.exec(pod)?.[1] ?? pod;

/** The shard of a cluster's pod; undefined for the pod of another cluster. */
export function shardOf(pod: string, prefix: string): number | undefined {
  const [, own, shard] = POD.exec(pod) ?? [];
  return own === prefix ? Number(shard) : undefined;
}

export const podsOf = ({ prefix, shards, replicasPerShard }: Wanted): readonly string[] =>
  Array.from({ length: shards }, (_, shard) =>
    Array.from({ length: 1 + replicasPerShard }, (_none, ordinal) => `${prefix}-${shard}-${ordinal}`),
  ).flat();
