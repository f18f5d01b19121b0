/**
 * Postgres settings computed from what a member may use. The shares are the usual ones: PostgreSQL's documentation for
 * shared_buffers (25 % of the memory), the PGTune calculator for the others.
 */
import { isExpr, type Param } from '../values/expr';
import { helper } from '../values/helper';
import { choose, div, eq, get, include, max, min, mul } from '../values/ops';
import type { Resolved } from '../values/props';
import { mebi } from '../workload/quantity';
import type { PostgresSchema } from './values';

/** Memory that one connection is reckoned with, in MiB, when the number of connections is computed. */
const MIB_PER_CONNECTION = 10;
const FEWEST_CONNECTIONS = 40;
const MOST_CONNECTIONS = 500;

/** Sizes in the unit that their name says. */
export interface Sizing {
  readonly maxConnections: Param<number>;
  readonly sharedBuffersMb: Param<number>;
  readonly effectiveCacheSizeMb: Param<number>;
  readonly maintenanceWorkMemMb: Param<number>;
  readonly workMemKb: Param<number>;
  readonly maxWalSizeMb: Param<number>;
  readonly minWalSizeMb: Param<number>;
  /** Log that a replication slot may hold back before it is given up: a lost replica must not fill the disk. */
  readonly maxSlotWalKeepSizeMb: Param<number>;
  /** Processes that send the log, and their slots: every other member twice, and some for people. */
  readonly walSenders: Param<number>;
  /** Memory that parallel queries may share, in MiB. */
  readonly sharedMemoryMib: Param<number>;
}

/** The memory that sizes are computed from, as a quantity: the limit, else the request, else nothing. */
export function memoryOf(p: Resolved<PostgresSchema>): Param<string> {
  const limit = get(p.resources.limits, 'memory');
  return choose(eq(limit, ''), get(p.resources.requests, 'memory'), limit);
}

/** @param id the cluster's, for the names of its helpers */
export function sizing(p: Resolved<PostgresSchema>, id: string): Sizing {
  const named = (name: string, doc: string, body: Param<number>) =>
    isExpr(body) ? include(helper<number>({ name: `${id}.${name}`, doc }, body)) : body;
  const memory = named('memory', 'Memory of a database member, in MiB.', mebi(memoryOf(p)));
  const log = named(
    'logVolume',
    'Size of the volume that has the write-ahead log, in MiB.',
    mebi(choose(p.storage.wal.enabled, p.storage.wal.size, p.storage.size)),
  );
  const computed = min(MOST_CONNECTIONS, max(FEWEST_CONNECTIONS, div(memory, MIB_PER_CONNECTION)));
  const maxConnections = named(
    'maxConnections',
    'Connections that the database takes.',
    choose(eq(p.maxConnections, 0), computed, p.maxConnections),
  );
  // Of a volume of its own the log may fill more than of one that it shares.
  const maxWalSizeMb = named(
    'maxWalSize',
    'Write-ahead log between two checkpoints, in MB.',
    max(80, min(16 * 1024, choose(p.storage.wal.enabled, div(log, 3), div(log, 10)))),
  );
  return {
    maxConnections,
    sharedBuffersMb: max(16, div(memory, 4)),
    effectiveCacheSizeMb: max(16, div(mul(memory, 3), 4)),
    maintenanceWorkMemMb: max(16, min(2048, div(memory, 16))),
    // A quarter of the memory, if every connection sorts at once. max() keeps a bad value from being divided by.
    workMemKb: max(1024, div(mul(div(memory, 4), 1024), max(1, maxConnections))),
    maxWalSizeMb,
    minWalSizeMb: max(80, div(maxWalSizeMb, 4)),
    maxSlotWalKeepSizeMb: max(128, choose(p.storage.wal.enabled, div(mul(log, 6), 10), div(log, 4))),
    walSenders: max(10, mul(p.replicas, 2)),
    sharedMemoryMib: max(64, div(memory, 4)),
  };
}
