/** What the health sidecar can be put beside: a web service, or anything else whose pods take a container more. */
import type { k8s } from 'cdk8s-plus-28';
import type { Param } from '../values/expr';
import type { Template } from '../values/template';
import type { Sidecar, SidecarPort } from './sidecar';

/** A port of pods that a value chooses. */
export interface ChosenPort {
  readonly port: Param<number>;
  /** The value that it is from, below those of its component: `port`. */
  readonly value: string;
  /** It is open only when this holds. @default true */
  readonly when?: Param<boolean>;
}

/** What there is to watch in the pod itself, as the configuration of the sidecar has it. */
export interface WatchedParts {
  /** Where the app says whether it takes requests. @default - there is no app to ask */
  readonly app?: { readonly http: Param<string> };
  /** Where nginx tells its figures (`stub_status`), when it does. @default - there is no nginx */
  readonly edge?: { readonly status: Param<string>; readonly enabled?: Param<boolean> };
}

/** Whose pods can be watched. */
export interface Watchable {
  /** Its component: `backend`. */
  readonly component: string;
  /** The start of names, as its own objects have it. */
  readonly name: Param<string>;
  /** Labels that select its pods, and that its Service has too. */
  readonly selector: Template<Record<string, string>>;
  /** There are such pods only when this holds. @default true */
  readonly runs?: Param<boolean>;
  /** Ports that must not be the one of the sidecar. */
  readonly chosenPorts: readonly ChosenPort[];
  /** Asked when the whole tree stands. */
  readonly watched: WatchedParts;
  /** The environment that connections give the app, as far as they are made. */
  readonly connectionEnv: readonly Template<k8s.EnvVar>[];
  /** Where the app container mounts what connections give it. */
  readonly connectionMounts: readonly Template<k8s.VolumeMount>[];
  /** Puts a container into the pods. */
  addSidecar(sidecar: Sidecar): unknown;
  /** Adds a port to the Service. */
  addServicePort(port: SidecarPort): unknown;
}
