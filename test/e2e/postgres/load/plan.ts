/** What the load is told, and what it tells: shared by the program in the cluster and the one that starts it. */

/** One way to the database. */
export interface Path {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** `insert` numbers its rows; `read` counts them. */
  readonly kind: 'insert' | 'read';
  /** A client of the pooler waits as long as it takes, up to this; straight to Postgres it gives up soon and tries again. */
  readonly queryTimeoutMs: number;
  readonly connections: number;
  readonly perSecond: number;
}

export interface Plan {
  readonly paths: readonly Path[];
  readonly database: string;
  readonly user: string;
  readonly passwordFile: string;
  /** A load that is forgotten ends by itself. */
  readonly seconds: number;
}

/** One acknowledged insert. Times are the client's own, in milliseconds since it began. */
export interface Acknowledged {
  readonly id: string;
  readonly at: number;
  readonly ms: number;
  /** Who acknowledged it: the server's address, and its timeline. */
  readonly server: string;
  readonly timeline: number;
}

export interface Failure {
  readonly at: number;
  readonly afterMs: number;
  readonly reason: string;
  /** Whether the row may have been written all the same: the connection was lost while an answer was due. */
  readonly unknown: boolean;
}

export interface PathReport {
  readonly name: string;
  readonly kind: Path['kind'];
  readonly acknowledged: readonly Acknowledged[];
  /** When reads were answered. */
  readonly answered: readonly number[];
  readonly failures: readonly Failure[];
  readonly slowestMs: number;
}

export interface Report {
  /** The wall clock when the load began, to tell events by. */
  readonly beganAt: number;
  readonly endedAt: number;
  readonly paths: readonly PathReport[];
  /** Rows that were acknowledged and are not there; null when they could not be counted. */
  readonly lost: readonly string[] | null;
}
