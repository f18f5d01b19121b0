/** The health and metrics sidecar: attached to web services and the like, it tells whether they and what they depend on are well. */
import { Construct } from 'constructs';
import {
  CONFIG_FILE,
  HEALTH_PORT,
  HEALTH_PORT_NAME,
  PATHS as URLS,
  TOKEN_KEY,
} from '../../services/health-contract/src/names';
import { Manifest } from '../manifest';
import { addFlow } from '../network/flow';
import { GeneratedSecret } from '../secrets/generated-secret';
import { contextOf } from '../stack-context';
import type { Param } from '../values/expr';
import { and, eq, str, toJson } from '../values/ops';
import { resolveProps, type PropsOf, type Resolved } from '../values/props';
import { block } from '../values/refs';
import { Rule } from '../values/rules';
import { merge, when } from '../values/template';
import { imageOf } from '../workload/image';
import { addResourceRules } from '../workload/rules';
import type { Watchable } from '../workload/watchable';
import { healthContainer, healthProbe, healthVolumes } from './container';
import { addServiceMonitor } from './service-monitor';
import { sidecarValues, type SidecarSchema } from './values';

/** Properties of a {@link HealthSidecar}: any value of its schema, as a literal or an expression. */
export type HealthSidecarProps = PropsOf<SidecarSchema>;

const SCHEMA = sidecarValues();

/**
 * The Secret with the token, and what each watched service gets: a native sidecar, its ConfigMap, a port of its Service, a NetworkPolicy and,
 * by value, a ServiceMonitor. Its id is the start of their names: `STACK-SERVICE-ID`.
 *
 * ```ts
 * new HealthSidecar(chart, 'health').watch(api).watch(web);
 * ```
 *
 * What the app is connected to is what its sidecar watches: it reads the same environment, and logs in as the app.
 *
 * @throws ScaleoutError SCALE-VALUES-… for a property that its schema refuses; broken rules are reported at synth
 */
export class HealthSidecar extends Construct {
  /** Its values. */
  readonly values: Resolved<SidecarSchema>;
  /** The Secret with the token. */
  readonly secret: GeneratedSecret;

  constructor(scope: Construct, id: string, props: HealthSidecarProps = {}) {
    super(scope, id);
    this.values = resolveProps(SCHEMA, props as PropsOf<SidecarSchema>, this.node.path);
    this.secret = new GeneratedSecret(this, 'Token', id, {
      existing: this.values.existingSecret,
      keys: [TOKEN_KEY],
      when: this.values.enabled,
    });
    addResourceRules(this, id, this.values.resources);
  }

  /** The image of the sidecar. */
  get image(): Param<string> {
    return imageOf(this, this.values.image);
  }

  /** What every configuration has in common. */
  get commonSettings() {
    const { readiness, intervalSeconds, timeoutSeconds, connections, requestsPerSecond } = this.values;
    return {
      stack: contextOf(this).fullname,
      readiness,
      system: {},
      sampling: { intervalSeconds, timeoutSeconds },
      limits: { connections, requestsPerSecond },
    };
  }

  /** Puts the sidecar into the pods of a service, or of what else it can be put beside. */
  watch(service: Watchable): this {
    const { values: p } = this;
    const name = str`${service.name}-${this.node.id}`;
    const labels = merge<Record<string, string>>(contextOf(this).labels, {
      'app.kubernetes.io/component': service.component,
    });
    const id = service.component;
    const active = and(p.enabled, service.runs ?? true);
    for (const { port, value, when: there = true } of service.chosenPorts) {
      new Rule(this, {
        code: 'SCALE-SIDECAR-010',
        path: `${id}.${value}`,
        broken: and(active, there, eq(port, HEALTH_PORT)),
        message: str`${port} is the port of the health sidecar`,
      });
    }
    new Manifest(
      this,
      `${id}-ConfigMap`,
      'ConfigMap',
      () => ({
        metadata: { name, labels },
        data: {
          [CONFIG_FILE]: toJson({ ...this.commonSettings, ...service.watched, disks: [{ path: '/' }] }),
        },
      }),
      { when: active },
    );
    addFlow(this, {
      from: { outside: 'scrapers' },
      to: { component: id },
      ports: [HEALTH_PORT],
      purpose: 'metrics',
      when: active,
    });
    addServiceMonitor(this, id, {
      name,
      labels,
      selector: service.selector,
      values: p.serviceMonitor,
      when: active,
    });
    service.addServicePort({ name: HEALTH_PORT_NAME, port: HEALTH_PORT, when: active });
    service.addSidecar({
      when: active,
      connections: 1,
      container: () => ({
        ...healthContainer({
          image: this.image,
          pullPolicy: p.image.pullPolicy,
          resources: block(p.resources),
          env: service.connectionEnv,
          volumeMounts: service.connectionMounts,
        }),
        readinessProbe: when(p.readinessGate, healthProbe(URLS.readiness)),
      }),
      volumes: healthVolumes(name, this.secret.name),
    });
    return this;
  }
}
