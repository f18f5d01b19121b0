/** What the sidecar can be put beside, besides a web service: here an nginx with several ports and no app. */
import { Chart, Testing } from 'cdk8s';
import {
  HealthSidecar,
  WebService,
  type HealthSidecarProps,
  type ChosenPort,
  type Sidecar,
  type SidecarPort,
  type Watchable,
} from '../../../constructs';
import { parseConfiguration } from '../../../services/health-sidecar/src/configuration';
import { pick } from '../support';
import type { Plain } from '../workload/synth';

const STATUS = 'http://127.0.0.1:8081/nginx_status';
const PORTS: readonly ChosenPort[] = [
  { port: 8080, value: 'ports.http' },
  { port: 8443, value: 'ports.https', when: true },
];

/** An edge that takes note of what it is given. */
class Edge implements Watchable {
  readonly component = 'edge';
  readonly name = 'shop-edge';
  readonly selector = { 'app.kubernetes.io/instance': 'shop', 'app.kubernetes.io/component': 'edge' };
  readonly watched = { edge: { status: STATUS } };
  readonly connectionEnv = [];
  readonly connectionMounts = [];
  readonly sidecars: Sidecar[] = [];
  readonly servicePorts: SidecarPort[] = [];

  constructor(
    private readonly ports: readonly ChosenPort[],
    readonly runs?: boolean,
  ) {}

  get chosenPorts() {
    return this.ports;
  }
  addSidecar(sidecar: Sidecar) {
    this.sidecars.push(sidecar);
  }
  addServicePort(port: SidecarPort) {
    this.servicePorts.push(port);
  }
}

function synth({ ports = PORTS, runs, ...props }: HealthSidecarProps & { ports?: typeof PORTS; runs?: boolean } = {}) {
  const chart = new Chart(Testing.app(), 'shop');
  const edge = new Edge(ports, runs);
  new HealthSidecar(chart, 'health', props).watch(edge);
  const objects = (Testing.synth(chart) as (Plain | undefined)[]).filter((object) => object !== undefined);
  const get = (kind: string) => objects.find((each) => each.kind === kind && each.metadata.name === 'shop-edge-health');
  return { edge, get };
}

describe('an edge', () => {
  test('is watched by the figures of its nginx; there is no app to ask', () => {
    const data = pick(synth().get('ConfigMap'), 'data') as Record<string, string>;
    const { app, edge, disks } = parseConfiguration(data['sidecar.json'] ?? '', {});
    expect({ app, edge, disks }).toEqual({ app: undefined, edge: { status: STATUS }, disks: [expect.anything()] });
  });

  test('is given the container with its volumes, and a port of its Service', () => {
    const { edge } = synth();
    const [sidecar] = edge.sidecars;
    const container = typeof sidecar?.container === 'function' ? sidecar.container() : sidecar?.container;
    expect(container).toMatchObject({ name: 'health', ports: [{ name: 'health', containerPort: 9100 }] });
    expect(sidecar?.volumes).toContainEqual({ name: 'health-config', configMap: { name: 'shop-edge-health' } });
    expect(edge.servicePorts).toEqual([{ name: 'health', port: 9100, when: true }]);
  });

  test('is scraped by value, by the labels of its Service', () => {
    expect(synth().get('ServiceMonitor')).toBeUndefined();
    expect(
      pick(synth({ serviceMonitor: { enabled: true } }).get('ServiceMonitor'), 'spec.selector.matchLabels'),
    ).toEqual(new Edge(PORTS).selector);
  });

  test('that does not run leaves nothing of the sidecar', () => {
    const { edge, get } = synth({ runs: false, serviceMonitor: { enabled: true } });
    for (const kind of ['ConfigMap', 'ServiceMonitor']) expect(get(kind)).toBeUndefined();
    expect([edge.sidecars[0]?.when, edge.servicePorts[0]?.when]).toEqual([false, false]);
    expect(synth({ runs: true }).get('ConfigMap')).toBeDefined();
  });

  test.each(['ports.http', 'ports.https'])('on the port of the sidecar is refused, by the value %s', (value) => {
    const ports = PORTS.map((each) => (each.value === value ? { ...each, port: 9100 } : each));
    expect(() => synth({ ports })).toThrow(
      new RegExp(`SCALE-SIDECAR-010.* edge\\.${value}: 9100 is the port of the health sidecar`),
    );
    expect(() => synth({ ports, enabled: false })).not.toThrow();
    expect(() => synth({ ports, runs: false })).not.toThrow();
    expect(() => synth({ ports: ports.map((each) => ({ ...each, when: false })) })).not.toThrow();
  });
});

test('a web service is watched by its app, at the port that its values choose', () => {
  const chart = new Chart(Testing.app(), 'shop');
  const api: Watchable = new WebService(chart, 'api', { image: 'shop/api:1', port: 8000 });
  expect(api.watched).toEqual({ app: { http: 'http://127.0.0.1:8000/health/ready' } });
  expect(api.chosenPorts).toEqual([{ port: 8000, value: 'port' }]);
});
