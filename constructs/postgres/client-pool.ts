import type { Param } from '../values/expr';

/** What stands between a database and its clients. */
export interface ClientPool {
  /** Whether it is there. */
  readonly active: Param<boolean>;
  readonly host: Param<string>;
  readonly replicaHost: Param<string>;
  readonly port: number;
  /** The host name that resolves to every pooler, and their ports: of the one that leads to the primary, and to the replicas. */
  readonly pods: { readonly host: Param<string>; readonly port: number; readonly replicaPort: number };
  /** Connections that all poolers may open to Postgres, those that leave in a roll-out included. */
  readonly serverConnections: Param<number>;
  /** Connections that they take from clients, one of them away. */
  readonly clientConnections: Param<number>;
  /** Where its values stand. */
  readonly path: string;
}
