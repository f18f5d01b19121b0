/** What the load tells. All times are the client's own, in milliseconds since it began: one clock, so their order is exact. */

/** A numbered write or read: `[number, sent at, answered at]`. Short, since there are many. */
export type Answered = readonly [number: number, sentAt: number, at: number];

/** One that the client gave up. */
export interface Failure {
  readonly number: number;
  readonly sentAt: number;
  readonly at: number;
  readonly kind: string;
}

export interface StreamReport {
  readonly answered: readonly Answered[];
  readonly failures: readonly Failure[];
  /** Without an answer and without an error, long after the end. */
  readonly unanswered: readonly (readonly [number: number, sentAt: number])[];
}

/** What a node says of itself and of the others. IDs are cut: enough to tell them apart. */
export interface NodeSight {
  readonly pod: string;
  readonly id: string;
  readonly role: 'master' | 'replica';
  /** Of a replica: whom it follows, and whether it hears it. */
  readonly master?: string;
  readonly linkUp?: boolean;
  /** The slots that it takes for its own: `0-5460 9000`. */
  readonly slots: string;
  readonly epoch: number;
  /** All whom it knows, itself too. */
  readonly known: readonly string[];
  /** Whom it takes to be lost, or suspects of it. */
  readonly failing: number;
  /** Slots without an owner that is well, in its view. */
  readonly lacking: number;
  /** A digest of who owns what in its view. */
  readonly owners: string;
  /** Slots that are on their way, to it or from it. */
  readonly moving: number;
}

/** All nodes from a moment on, until the next sighting. */
export interface Sighting {
  readonly at: number;
  readonly nodes: readonly NodeSight[];
  /** Those that do not answer, and why. */
  readonly silent: Readonly<Record<string, string>>;
}

/** What the agents say from a moment on. */
export interface AgentSighting {
  readonly at: number;
  /** Those that say whether all is as wanted: usually the one that acts. */
  readonly settled: Readonly<Record<string, boolean>>;
}

/** What was read back when it was over, or why nothing could be. */
export type Found =
  | {
      /** Acknowledged writes that are not there. */
      readonly lost: readonly number[];
      /** Slots whose canary is missing or another one. */
      readonly canaries: readonly number[];
    }
  | { readonly unread: string };

export interface Report {
  /** When it began, as all other clocks have it. */
  readonly epoch: number;
  readonly endedAt: number;
  /** When something was done to the cluster, by its name. */
  readonly marks: Readonly<Record<string, number>>;
  readonly writes: StreamReport;
  readonly reads: StreamReport;
  /** Slots whose canary was missing or another one when it was read. */
  readonly wrong: readonly number[];
  /** Connections that failed or were lost, by reason: the client's own affair. */
  readonly complaints: Readonly<Record<string, number>>;
  readonly sightings: readonly Sighting[];
  readonly agents: readonly AgentSighting[];
  readonly found: Found;
}

/** A sign of life while the load runs. */
export interface Tick {
  readonly epoch: number;
  readonly at: number;
  readonly written: number;
  readonly read: number;
  readonly failures: number;
  /** Parts of the slots to which nothing could be written for a second. */
  readonly silentParts: number;
  readonly sighting: Sighting | undefined;
  readonly agents: AgentSighting | undefined;
}
