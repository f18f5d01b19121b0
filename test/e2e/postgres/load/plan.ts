/** What the load is told: shared by the program in the cluster and the one that starts it. */

/** The ways to the database that are measured, all at once. */
export const PATH_NAMES = ['straight', 'pooled', 'reads', 'pooled reads'] as const;
export type PathName = (typeof PATH_NAMES)[number];

/** Where a server is. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** One way to the database. */
export interface Path extends Address {
  readonly name: PathName;
  readonly kind: 'write' | 'read';
  readonly connections: number;
  readonly perSecond: number;
  readonly connectTimeoutMs: number;
  /** After this the socket is destroyed: nothing else ends a query whose answer was lost. */
  readonly queryTimeoutMs: number;
}

export interface Login {
  readonly database: string;
  readonly user: string;
  readonly passwordFile: string;
}

export interface Plan {
  /** Tells the rows of this run from all others. */
  readonly run: string;
  readonly paths: readonly Path[];
  readonly login: Login;
  /** Where the members' Patroni answers: a host name of all of them. */
  readonly patroni: Address;
  /** A load that is forgotten ends by itself. */
  readonly seconds: number;
}

/** A question to one server, outside the measured paths. */
export interface Question extends Address {
  readonly login: Login;
  readonly text: string;
  readonly values?: readonly unknown[];
}

/** Where the rows go. All runs share it, so that a later fault can still lose the rows of an earlier one. */
export const TABLE = 'e2e_rows';
