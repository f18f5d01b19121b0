/** Memory and disk that a node needs beside its data. */
import { isExpr, type Param } from '../values/expr';
import { helper } from '../values/helper';
import { add, choose, div, eq, include, isSet, max, min, mul, or } from '../values/ops';
import type { Resolved } from '../values/props';
import { mebi } from '../workload/quantity';
import type { RedisSchema } from './values';

type Values = Resolved<RedisSchema>;

/** The program, its threads, and what single clients have under way, in MiB. */
const PROGRAM_MIB = 64;
/** A share of the data that allocation loses, in percent: active defragmentation begins there. */
const FRAGMENTATION_PERCENT = 10;
/** A share of the data that changes while a copy of it is written, in percent: such pages are there twice. */
const COPIED_PERCENT = 50;
const LEAST_STORAGE_MIB = 128;

/** Sizes in MiB. */
export interface Sizes {
  /** What Redis may use for data. */
  readonly data: Param<number>;
  readonly backlog: Param<number>;
  /** What may wait for replicas that do not keep up; more, and they are let go. */
  readonly replicaBuffer: Param<number>;
  /** The least memory limit of a node. */
  readonly neededMemory: Param<number>;
  /** The least volume of a node. */
  readonly neededStorage: Param<number>;
}

/**
 * A node needs, all in MiB:
 *
 * - memory: `data + data x 10 % fragmentation + data x 50 % copied pages + backlog + replica buffer + 64`. Pages are copied where something
 *   forks: a rewrite of the append-only file, a snapshot, the first copy for a replica. Backlog and buffer are those of a cluster alone.
 *   Redis itself counts the buffers of clients as data.
 * - disk: `data x (3 for the append-only file + 2 for snapshots)`: the file is rewritten when it has doubled, and the old one stays until
 *   then; a new snapshot is written beside the last one. Without snapshots, a replica still writes one when it is copied.
 *
 * @param id the cluster's, for the names of its helpers
 */
export function sizes(p: Values, id: string): Sizes {
  const named = (name: string, doc: string, body: Param<number>) =>
    isExpr(body) ? include(helper<number>({ name: `${id}.${name}`, doc }, body)) : body;
  const clustered = eq(p.mode, 'cluster');
  const snapshots = isSet(p.persistence.rdb);
  const data = named('data', 'Memory for data of a node of the cache, in MiB.', mebi(p.maxMemory));
  const backlog = named('backlog', 'Changes that a replica may have missed, in MiB.', mebi(p.replication.backlog));
  // Redis lets no limit of a replica be below the backlog.
  const replicaBuffer = named(
    'replicaBuffer',
    'What may wait for replicas of the cache that do not keep up, in MiB.',
    max(backlog, 32, min(256, div(data, 4))),
  );
  const copied = choose(or(clustered, p.persistence.aof, snapshots), COPIED_PERCENT, 0);
  const copies = add(choose(p.persistence.aof, 3, 0), choose(snapshots, 2, choose(clustered, 1, 0)));
  return {
    data,
    backlog,
    replicaBuffer,
    neededMemory: named(
      'neededMemory',
      'Memory that a node of the cache needs in all, in MiB.',
      add(
        data,
        div(mul(data, add(FRAGMENTATION_PERCENT, copied)), 100),
        choose(clustered, add(backlog, replicaBuffer), 0),
        PROGRAM_MIB,
      ),
    ),
    neededStorage: named(
      'neededStorage',
      'Room that a node of the cache needs on its volume, in MiB.',
      max(LEAST_STORAGE_MIB, mul(data, copies)),
    ),
  };
}
