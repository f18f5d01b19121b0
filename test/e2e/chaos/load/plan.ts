/** What the load is told: shared by the program in the cluster and the one that starts it. */
import type { Address } from '../../postgres/load/plan';

/** What is asked for through the edge, all of it at once. */
export const KINDS = ['page', 'api', 'write', 'redis'] as const;
export type Kind = (typeof KINDS)[number];

/** One stream of requests. */
export interface Ask {
  readonly kind: Kind;
  readonly path: string;
  readonly perSecond: number;
}

export interface Plan {
  /** The edge, by the name in its certificate. */
  readonly edge: Address;
  /** The file of that certificate: who shows another one is not talked to. */
  readonly certificate: string;
  readonly asks: readonly Ask[];
  /** Tells the notes of this run from all others: eight hexadecimal digits. */
  readonly run: string;
  /** The members of Postgres, as Patroni tells of them. */
  readonly patroni: Address;
  /** The agents of Redis, by a name that all of them are behind. */
  readonly agents: Address;
  /** A load that is forgotten ends by itself. */
  readonly seconds: number;
}
