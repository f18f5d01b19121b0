/** The edge: nginx in front of all services. */
import { Construct } from 'constructs';
import { Manifest } from '../manifest';
import { addFlow } from '../network/flow';
import { GeneratedCertificate } from '../secrets/generated-certificate';
import { contextOf } from '../stack-context';
import type { Param } from '../values/expr';
import { and, choose, eq, isSet, str } from '../values/ops';
import { resolveProps, type PropsOf } from '../values/props';
import { merge, type Template } from '../values/template';
import { imageOf } from '../workload/image';
import { Sidecars, type Sidecar, type SidecarPort } from '../workload/sidecar';
import { addTier } from '../workload/tier';
import type { Watchable, WatchedParts } from '../workload/watchable';
import { confChecksum } from './checksum';
import { nginxConf } from './conf/conf';
import { addEntry } from './entry';
import { EDGE_CONTAINER, EDGE_PORTS, FILES, STATUS_PATHS } from './names';
import { MAINTENANCE_HTML, PROBLEM_HTML, PROBLEM_JSON } from './pages';
import { edgePod } from './pod';
import { routeOf, type Route, type RouteOptions, type RouteTarget } from './route';
import { routeValues, type RouteSchema } from './route-values';
import { addEdgeRules, addRouteRules, addTargetRules } from './rules';
import { edgeService } from './service';
import { plainValues, type EdgeSchema, type EdgeValues } from './values';

/** Properties of a {@link NginxEdge}: any value of its schema, as a literal or an expression. */
export type NginxEdgeProps = Omit<PropsOf<EdgeSchema> & object, 'routes'>;

const SCHEMA = plainValues();
const ROUTE_SCHEMA = routeValues('A route.');
/** After the services that it leads to. */
const WAVE = 1;

/**
 * Deployment, Service, ConfigMaps, ServiceAccount, HorizontalPodAutoscaler and PodDisruptionBudget of nginx, and by value an Ingress, a Gateway
 * with its HTTPRoute, or a Certificate. Its id is the component's name: objects are called `STACK-ID`.
 *
 * ```ts
 * const edge = new NginxEdge(chart, 'edge', { hosts: ['shop.example.com'] });
 * edge.route('/api/', api, { rateLimit: { requests: 100 } }).route('/', web);
 * ```
 *
 * @throws ScaleoutError SCALE-VALUES-… for a property that its schema refuses; broken rules are reported at synth
 */
export class NginxEdge extends Construct implements Watchable {
  /** The name of its Deployment and of its Service. */
  readonly name: Param<string>;
  /** Labels that select its pods. */
  readonly selector: Template<Record<string, string>>;
  /** There is an edge only when this holds. */
  readonly runs: Param<boolean>;
  /** Its values. */
  readonly values: EdgeValues;

  private readonly routes: Route[] = [];
  /** Components that it leads to: their rules and flows are there. */
  private readonly reached = new Set<string>();
  private readonly pair: GeneratedCertificate;
  private readonly sidecars = new Sidecars();

  constructor(scope: Construct, id: string, props: NginxEdgeProps = {}) {
    super(scope, id);
    const p = resolveProps(SCHEMA, props as PropsOf<EdgeSchema>, this.node.path);
    const context = contextOf(this);
    this.values = p;
    this.runs = p.enabled;
    this.name = str`${context.fullname}-${id}`;
    this.pair = new GeneratedCertificate(this, 'Certificate', 'tls', {
      existing: p.tls.existingSecret,
      hosts: p.hosts,
      names: [this.name, str`${this.name}.$(NAMESPACE).svc`],
      // cert-manager takes it over: until then there is one, and https is answered.
      when: and(p.enabled, eq(p.tls.at, 'edge')),
    });
    const component = { 'app.kubernetes.io/component': id };
    this.selector = merge<Record<string, string>>(context.selectorLabels, component);
    addEdgeRules(this, id, p);
    const clients = { from: { outside: 'clients' }, to: this.end } as const;
    addFlow(this, { ...clients, ports: [EDGE_PORTS.http], purpose: 'http', when: p.enabled });
    const https = and(p.enabled, eq(p.tls.at, 'edge'));
    addFlow(this, { ...clients, ports: [EDGE_PORTS.https], purpose: 'https', when: https });
    this.addObjects(p, merge<Record<string, string>>(context.labels, component));
  }

  /** Its component, which is its id. */
  get component(): string {
    return this.node.id;
  }

  private get end(): { readonly component: string } {
    return { component: this.component };
  }

  /** The address inside the cluster: `https://NAME`, or `http://NAME` where TLS does not end here. */
  get url(): Param<string> {
    return str`${choose(eq(this.values.tls.at, 'edge'), 'https', 'http')}://${this.name}`;
  }

  /** The name of the Secret with its certificate. */
  get certificate(): Param<string> {
    return this.pair.name;
  }

  /**
   * Leads requests for a path to a service. The longest prefix wins, and an exact path over all of them, whatever the order.
   *
   * ```ts
   * edge.route('/api/', api, { rateLimit: { requests: 100 } });
   * edge.route('/login', api, { rateLimit: { requests: 5, per: 'minute' } }, { match: 'exact' });
   * ```
   *
   * @param policy what is done with them: any value of its schema
   * @throws ScaleoutError SCALE-EDGE-001 when it overlaps with another route, SCALE-EDGE-002 for a path that is not plain
   */
  route(path: string, target: RouteTarget, policy: PropsOf<RouteSchema> = {}, options: RouteOptions = {}): this {
    const resolved = resolveProps(ROUTE_SCHEMA, policy, `${this.node.path} ${path}`);
    const route = routeOf(this.node.path, this.routes, path, { target, policy: resolved }, options);
    const id = this.node.id;
    addRouteRules(this, id, this.values, route);
    for (const to of [target, ...(route.canary === undefined ? [] : [route.canary])]) {
      if (this.reached.has(to.component)) continue;
      this.reached.add(to.component);
      addTargetRules(this, id, this.values, to);
      const when = and(this.runs, to.runs ?? true);
      addFlow(this, { from: this.end, to: { component: to.component }, ports: [to.port], purpose: 'http', when });
    }
    this.routes.push(route);
    return this;
  }

  /** Puts a container beside nginx. It starts before nginx and stops after it. */
  addSidecar(sidecar: Sidecar): this {
    this.sidecars.add(sidecar);
    return this;
  }

  /** Adds a port to the Service, of a sidecar that has one. */
  addServicePort(port: SidecarPort): this {
    this.sidecars.addPort(port);
    return this;
  }

  get watched(): WatchedParts {
    return { edge: { status: `http://127.0.0.1:${EDGE_PORTS.status}${STATUS_PATHS.metrics}` } };
  }

  /** It connects to nothing that it would need a password for. */
  readonly connectionEnv = [];
  readonly connectionMounts = [];
  /** Its ports are nobody's choice. */
  readonly chosenPorts = [];

  private addObjects(p: EdgeValues, labels: Template<Record<string, string>>): void {
    const { name, selector, certificate } = this;
    const context = contextOf(this);
    const filesName = str`${name}-files`;
    const there = { when: p.enabled };
    new Manifest(
      this,
      'ServiceAccount',
      'ServiceAccount',
      {
        metadata: { name, labels, annotations: merge<Record<string, string>>(p.serviceAccount.annotations) },
        automountServiceAccountToken: false,
      },
      there,
    );
    new Manifest(
      this,
      'ConfigMap',
      'ConfigMap',
      () => ({
        metadata: { name, labels },
        data: {
          [FILES.conf]: nginxConf(p, this.routes),
          [FILES.problemHtml]: PROBLEM_HTML,
          [FILES.problemJson]: PROBLEM_JSON,
          [FILES.maintenance]: MAINTENANCE_HTML,
        },
        immutable: false,
      }),
      there,
    );
    new Manifest(
      this,
      'Files',
      'ConfigMap',
      { metadata: { name: filesName, labels }, data: p.files as Template<Record<string, string>>, immutable: false },
      { when: and(p.enabled, isSet(p.files)) },
    );
    new Manifest(
      this,
      'Service',
      'Service',
      () => edgeService(p, { name, labels, selector, more: this.sidecars.servicePorts }),
      there,
    );
    addTier(this, p, {
      ...{ name, labels, selector, when: p.enabled },
      container: EDGE_CONTAINER,
      wave: WAVE,
      pod: () =>
        edgePod(p, {
          ...{ context, name, filesName, labels, selector, certificate },
          image: imageOf(this, p.image),
          checksum: confChecksum(p, this.routes, context.version),
          sidecars: this.sidecars.containers,
          volumes: this.sidecars.volumes,
        }),
    });
    addEntry(this, p, { name, labels, certificate }, () => this.routes);
  }
}
