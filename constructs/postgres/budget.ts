/** The connection budget: what all clients may open at once against what there is. */
import type { Param } from '../values/expr';
import { add, mul, str } from '../values/ops';
import type { Client } from '../workload/connection';

/** How a service uses the database. */
export interface DatabaseClient {
  /** Most connections that one process opens. @default 10 */
  readonly pool?: Param<number>;
  /** Processes in a pod, each with a pool of its own. @default 1 */
  readonly processes?: Param<number>;
}

/** All clients of a database. */
export class Budget {
  private readonly entries: {
    readonly client: Client;
    readonly pool: Param<number>;
    readonly processes: Param<number>;
  }[] = [];

  add(client: Client, { pool = 10, processes = 1 }: DatabaseClient): void {
    this.entries.push({ client, pool, processes });
  }

  get isEmpty(): boolean {
    return this.entries.length === 0;
  }

  /** Connections of all clients when each has as many pods as it may have, those of a roll-out included. */
  get connections(): Param<number> {
    return add(0, ...this.entries.map(connections));
  }

  /** The sum, as a person would write it. */
  get sum(): Param<string> {
    return this.entries.reduce<Param<string>>((text, entry, i) => {
      const { client, pool, processes } = entry;
      const { component, mostPods, extraConnections: extra = 0 } = client;
      const each = str`${processes} processes x ${pool}`;
      const all = extra === 0 ? each : str`(${each} + ${extra} of the sidecar)`;
      const part = str`${component} ${mostPods} pods x ${all} = ${connections(entry)}`;
      return i === 0 ? part : str`${text}, ${part}`;
    }, 'no client');
  }
}

const connections = ({ client, pool, processes }: { client: Client; pool: Param<number>; processes: Param<number> }) =>
  mul(client.mostPods, add(mul(processes, pool), client.extraConnections ?? 0));
