/** A horizontally scaled HTTP service: the backend, the frontend, or a service of your own. */
import type { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { Manifest } from '../manifest';
import { addFlow } from '../network/flow';
import { contextOf } from '../stack-context';
import type { Param } from '../values/expr';
import { and, choose, isSet, str } from '../values/ops';
import { resolveProps, type PropsOf, type Resolved } from '../values/props';
import { merge, when, type Template } from '../values/template';
import type { Client, Connectable, Connection } from './connection';
import { imageOf, parseImage } from './image';
import { APP_CONTAINER, HTTP_PORT, podTemplate } from './pod';
import { addWebServiceRules, mostPods } from './rules';
import { httpPort, Sidecars, type Sidecar, type SidecarPort } from './sidecar';
import { addTier } from './tier';
import { webServiceValues, type WebServiceSchema } from './values';
import type { ChosenPort, Watchable } from './watchable';

/** Properties of a {@link WebService}: any value of its schema, as a literal or an expression. */
export interface WebServiceProps extends Omit<PropsOf<WebServiceSchema> & object, 'image'> {
  /** The image: `shop/api:1.4.2`, or its parts. */
  readonly image: string | NonNullable<(PropsOf<WebServiceSchema> & object)['image']>;
  /** The service of which it is another version, with the same values: what they must not contradict is looked at once. @default - none */
  readonly versionOf?: WebService;
  /** The service is there only when this holds. @default true */
  readonly when?: Param<boolean>;
}

/** What may be said about a connection to a service. */
export interface ServiceConnection {
  /** The environment variable that holds the address. @default - `BACKEND_URL` for a service `backend` */
  readonly variable?: string;
}

const SCHEMA = webServiceValues('A web service.');

/**
 * Deployment, Service, headless Service, ServiceAccount, ConfigMap, HorizontalPodAutoscaler and PodDisruptionBudget of
 * one HTTP service. Its id is the component's name: objects are called `STACK-ID`.
 *
 * ```ts
 * const api = new WebService(chart, 'api', { image: 'shop/api:1.4.2', port: 8000, autoscaling: { min: 3, max: 20 } });
 * ```
 *
 * @throws ScaleoutError SCALE-VALUES-… for a property that its schema refuses; broken rules are reported at synth
 */
export class WebService extends Construct implements Connectable<ServiceConnection>, Client, Watchable {
  /** The name of its Deployment and of its Service. */
  readonly name: Param<string>;
  /** The name of the Service that resolves to each pod's own address. */
  readonly headlessName: Param<string>;
  /** There are such pods only when this holds. */
  readonly runs: Param<boolean>;
  /** The port of pods and Services alike. */
  readonly port: Param<number>;
  /** Most pods at once: those that autoscaling may ask for, and those that a roll-out adds. */
  readonly mostPods: Param<number>;
  /** Time that a pod goes on serving after it has left its Services, in seconds. */
  readonly drainSeconds: Param<number>;
  /** Labels that select its pods. */
  readonly selector: Template<Record<string, string>>;

  readonly chosenPorts: readonly ChosenPort[];

  /** Where the app says whether it takes requests. */
  readonly readinessPath: Param<string>;

  private readonly healthPath: Param<string>;
  private readonly env: Template<k8s.EnvVar>[] = [];
  private readonly sidecars = new Sidecars();
  private readonly volumes: Template<k8s.Volume>[] = [];
  private readonly volumeMounts: Template<k8s.VolumeMount>[] = [];

  constructor(scope: Construct, id: string, props: WebServiceProps) {
    super(scope, id);
    const { image, when: runs = true, versionOf, ...rest } = props;
    const given = { ...rest, image: typeof image === 'string' ? parseImage(image) : image };
    const p = resolveProps(SCHEMA, given as PropsOf<WebServiceSchema>, this.node.path);
    const context = contextOf(this);

    this.name = str`${context.fullname}-${id}`;
    this.headlessName = str`${this.name}-headless`;
    this.runs = runs;
    this.port = p.port;
    this.mostPods = choose(runs, mostPods(p), 0);
    this.drainSeconds = p.shutdown.drainSeconds;
    this.healthPath = p.probes.liveness.path;
    this.readinessPath = p.probes.readiness.path;
    const component = { 'app.kubernetes.io/component': id };
    this.selector = merge<Record<string, string>>(context.selectorLabels, component);
    const labels = merge<Record<string, string>>(context.labels, component);

    this.chosenPorts = versionOf === undefined ? [{ port: p.port, value: 'port' }] : [];
    if (versionOf === undefined) addWebServiceRules(this, id, p);
    this.addObjects(p, labels);
  }

  /** Its component, which is its id. */
  get component(): string {
    return this.node.id;
  }

  /** The address inside the cluster: `http://NAME:PORT`. */
  get url(): Param<string> {
    return str`http://${this.name}:${this.port}`;
  }

  /** What answers as long as the app is alive. */
  get healthUrl(): Param<string> {
    return str`${this.url}${this.healthPath}`;
  }

  /**
   * Says that this service uses another one, a database or what else can be connected to: it is given all that it needs for
   * that as environment and files.
   *
   * ```ts
   * web.connect(api); // API_URL=http://shop-api:8080
   * api.connect(database, { pool: 10 });
   * ```
   */
  connect<O extends object>(
    to: Connectable<O>,
    ...[options]: Partial<O> extends O ? [options?: O] : [options: O]
  ): this {
    const { env, volumes = [], volumeMounts = [] } = to.connectionFrom(this, options ?? ({} as O));
    this.env.push(...env);
    this.volumes.push(...volumes);
    this.volumeMounts.push(...volumeMounts);
    return this;
  }

  connectionFrom({ component, runs }: Client, options: ServiceConnection): Connection {
    addFlow(this, {
      from: { component },
      to: { component: this.component },
      ports: [this.port],
      purpose: 'http',
      when: and(this.runs, runs ?? true),
    });
    const variable = options.variable ?? `${this.node.id.toUpperCase().replaceAll('-', '_')}_URL`;
    return { env: [{ name: variable, value: this.url }] };
  }

  /** Puts a container beside the app. It starts before the app and stops after it. */
  addSidecar(sidecar: Sidecar): this {
    this.sidecars.add(sidecar);
    return this;
  }

  /** Adds a port to the Service, of a sidecar that has one. */
  addServicePort(port: SidecarPort): this {
    this.sidecars.addPort(port);
    return this;
  }

  get watched() {
    return { app: { http: str`http://127.0.0.1:${this.port}${this.readinessPath}` } };
  }

  get extraConnections(): Param<number> {
    return this.sidecars.connections;
  }

  /** The environment that connections give the app, as far as they are made. */
  get connectionEnv(): readonly Template<k8s.EnvVar>[] {
    return this.env;
  }

  /** Where the app container mounts what connections give it. */
  get connectionMounts(): readonly Template<k8s.VolumeMount>[] {
    return this.volumeMounts;
  }

  private addObjects(p: Resolved<WebServiceSchema>, labels: Template<Record<string, string>>): void {
    const { name, selector, runs } = this;
    const context = contextOf(this);
    const metadata = { name, labels };
    const annotated = (annotations: Param<Record<string, string>>, of: Param<string> = name) => ({
      name: of,
      labels,
      annotations: merge<Record<string, string>>(annotations),
    });
    const { env, volumeMounts } = this;
    const image = imageOf(this, p.image);

    const there = { when: runs };
    new Manifest(
      this,
      'ServiceAccount',
      'ServiceAccount',
      { metadata: annotated(p.serviceAccount.annotations), automountServiceAccountToken: false },
      there,
    );
    new Manifest(
      this,
      'ConfigMap',
      'ConfigMap',
      {
        metadata,
        data: when(isSet(p.config), p.config),
        // Also keeps `data` from being last: Helm trims the end of a document, and with it line breaks of the last text.
        immutable: false,
      },
      there,
    );
    new Manifest(
      this,
      'Service',
      'Service',
      () => ({
        metadata: annotated(p.service.annotations),
        spec: { type: 'ClusterIP', selector, ports: [httpPort(HTTP_PORT, p.port), ...this.sidecars.servicePorts] },
      }),
      there,
    );
    new Manifest(
      this,
      'HeadlessService',
      'Service',
      {
        metadata: { name: this.headlessName, labels },
        spec: { type: 'ClusterIP', clusterIP: 'None', selector, ports: [httpPort(HTTP_PORT, p.port)] },
      },
      there,
    );
    addTier(this, p, {
      ...{ name, labels, selector, when: runs },
      container: APP_CONTAINER,
      pod: () =>
        podTemplate(p, {
          ...{ context, name, image, labels, selector, env, volumeMounts },
          sidecars: this.sidecars.containers,
          volumes: [...this.volumes, ...this.sidecars.volumes],
        }),
    });
  }
}
