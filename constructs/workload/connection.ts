/** A connection: said once, by the client, and everything that follows from it comes from what it connects to. */
import type { k8s } from 'cdk8s-plus-28';
import type { Param } from '../values/expr';
import type { Template } from '../values/template';

/** Who connects. */
export interface Client {
  /** Its component: `backend`. */
  readonly component: string;
  /** There is such a client only when this holds. @default true */
  readonly runs?: Param<boolean>;
  /** Most pods it may have at once, those of a roll-out included. */
  readonly mostPods: Param<number>;
  /** Connections that each pod opens besides its app's, to each database: of a sidecar that looks at it. @default 0 */
  readonly extraConnections?: Param<number>;
}

/** What the client's app container is given. */
export interface Connection {
  readonly env: readonly Template<k8s.EnvVar>[];
  /** @default - none */
  readonly volumes?: readonly Template<k8s.Volume>[];
  /** @default - none */
  readonly volumeMounts?: readonly Template<k8s.VolumeMount>[];
}

/** What a {@link Client} can connect to; `O` is what it has to say about the connection. */
export interface Connectable<O extends object> {
  /** Called once for each connection, by `connect`. */
  connectionFrom(client: Client, options: O): Connection;
}
