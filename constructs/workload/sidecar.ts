/** What may be put beside the main container of a pod. */
import type { k8s } from 'cdk8s-plus-28';
import type { Deferred, Param } from '../values/expr';
import { add, choose } from '../values/ops';
import { when, type Template } from '../values/template';

type SidecarContainer = Exclude<Template<k8s.Container>, Deferred<unknown>>;

/** A container beside the app, started before it and stopped after it (a native sidecar). */
export interface Sidecar {
  /** The container, or what makes it: asked when all connections are known. */
  readonly container: SidecarContainer | (() => SidecarContainer);
  /** It is there only when this holds. @default true */
  readonly when?: Param<boolean>;
  /** Connections that it opens to each database that the app is connected to. @default 0 */
  readonly connections?: number;
  /** Volumes that it mounts. @default - none */
  readonly volumes?: readonly Template<k8s.Volume>[];
}

/** A port of the Service that a sidecar answers at, under the same number. */
export interface SidecarPort {
  readonly name: string;
  readonly port: number;
  /** It is there only when this holds. @default true */
  readonly when?: Param<boolean>;
}

/** The sidecars of a pod, as they are added, and what they bring into its objects. */
export class Sidecars {
  private readonly all: Sidecar[] = [];
  private readonly added: SidecarPort[] = [];

  add(sidecar: Sidecar): void {
    this.all.push(sidecar);
  }

  addPort(port: SidecarPort): void {
    this.added.push(port);
  }

  /** Connections that they open to each database, all together. */
  get connections(): Param<number> {
    return this.all.reduce<Param<number>>(
      (sum, { connections = 0, when: there = true }) =>
        connections === 0 ? sum : add(sum, choose(there, connections, 0)),
      0,
    );
  }

  get containers(): Template<k8s.Container>[] {
    return this.all.map(({ container, when: there = true }) => {
      const made = typeof container === 'function' ? container() : container;
      return when<k8s.Container>(there, { ...made, restartPolicy: 'Always' });
    });
  }

  get volumes(): Template<k8s.Volume>[] {
    return this.all.flatMap(({ volumes = [], when: there = true }) =>
      volumes.map((volume) => when<k8s.Volume>(there, volume)),
    );
  }

  get servicePorts(): Template<k8s.ServicePort>[] {
    return this.added.map(({ name, port, when: there = true }) => when<k8s.ServicePort>(there, httpPort(name, port)));
  }
}

/** A port of a Service that leads to the port of pods of the same name, and speaks HTTP. */
export function httpPort(name: string, port: Param<number>): Template<k8s.ServicePort> {
  return { name, port, targetPort: name, protocol: 'TCP', appProtocol: 'http' };
}
