/** The Job of a service that brings its database up to date, by the image of the service itself. */
import type { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { contextOf } from '../stack-context';
import type { Param } from '../values/expr';
import { and, choose, isSet, str } from '../values/ops';
import type { Resolved } from '../values/props';
import { block, withBlockOf } from '../values/refs';
import { items, passed, type Template } from '../values/template';
import type { Client, Connectable } from '../workload/connection';
import { restrictedPod } from '../workload/restricted';
import { addResourceRules } from '../workload/rules';
import { TMP_MOUNT } from '../workload/tier-pod';
import type { WebServiceSchema } from '../workload/values';
import type { WebService } from '../workload/web-service';
import { Task, type TaskContent } from './task';
import type { MigrationSchema } from './values';

/** After the databases, before the services. */
const WAVE = -1;

/** Properties of a {@link Migration}. */
export interface MigrationProps {
  readonly settings: Resolved<MigrationSchema>;
  /** The service of which it has image, environment and files. */
  readonly of: WebService;
  /** The values of that service. */
  readonly service: Resolved<WebServiceSchema>;
  /** What its connections follow from, such as the values of the database: a change of it is another Job. */
  readonly inputs: Readonly<Record<string, Param<unknown>>>;
}

/**
 * A Job, and its ServiceAccount. It is there while there is a command. It has the image, the environment and the files of its service, and
 * reaches what it is connected to, and nothing else. It runs again with every change of what it is made from, so that its command has to
 * be such that doing it twice is doing it once.
 *
 * Argo CD runs it after the databases and before the service. `kubectl apply` and Helm start it beside the service: a migration has to be
 * one that both versions of the service can live with, as it has to be for a roll-out in any case.
 */
export class Migration extends Construct implements Client {
  readonly runs: Param<boolean>;
  readonly mostPods: Param<number>;
  private readonly env: Template<k8s.EnvVar>[] = [];
  private readonly volumes: Template<k8s.Volume>[] = [];
  private readonly volumeMounts: Template<k8s.VolumeMount>[] = [];

  constructor(
    scope: Construct,
    id: string,
    private readonly props: MigrationProps,
  ) {
    super(scope, id);
    const { settings, service, of } = props;
    this.runs = and(of.runs, isSet(settings.command));
    this.mostPods = choose(this.runs, 1, 0);
    addResourceRules(this, `${of.component}.migration`, settings.resources);
    new Task(this, id, {
      settings: withBlockOf(settings, { ...settings, image: service.image }),
      when: this.runs,
      wave: WAVE,
      repeats: true,
      content: () => this.content(),
    });
  }

  /** Its component, which is its id. */
  get component(): string {
    return this.node.id;
  }

  /** Says that it uses a database or what else can be connected to, as its service does. */
  connect<O extends object>(to: Connectable<O>, options: O): this {
    const { env, volumes = [], volumeMounts = [] } = to.connectionFrom(this, options);
    this.env.push(...env);
    this.volumes.push(...volumes);
    this.volumeMounts.push(...volumeMounts);
    return this;
  }

  private content(): TaskContent {
    const { settings, service, of, inputs } = this.props;
    return {
      command: passed<readonly string[]>(settings.command),
      env: [...this.env, items(passed<readonly k8s.EnvVar[]>(service.extraEnv))],
      envFrom: [{ configMapRef: { name: of.name } }, items(passed<readonly k8s.EnvFromSource[]>(service.extraEnvFrom))],
      volumes: [
        { name: TMP_MOUNT.name, emptyDir: { sizeLimit: service.security.tmpSize } },
        ...this.volumes,
        items(passed<readonly k8s.Volume[]>(service.extraVolumes)),
      ],
      volumeMounts: [
        TMP_MOUNT,
        ...this.volumeMounts,
        items(passed<readonly k8s.VolumeMount[]>(service.extraVolumeMounts)),
      ],
      securityContext: restrictedPod(service.security.user, service.security.group),
      inputs: { ...inputs, service: block(service), name: str`${contextOf(this).fullname}` },
    };
  }
}
