/** An edge in a plain cdk8s app, with an API and pages behind it. */
import { App, Chart, Testing } from 'cdk8s';
import type { Construct } from 'constructs';
import { NginxEdge, WebService, type NginxEdgeProps, type PropsOf, type RouteSchema } from '../../../constructs';
import type { RouteOptions } from '../../../constructs/edge/route';
import { pick } from '../support';
import type { Plain, Props } from '../workload/synth';

/** What an edge is made of. */
export interface Given {
  readonly edge?: NginxEdgeProps;
  /** The policy of the route to the API. */
  readonly policy?: PropsOf<RouteSchema>;
  /** What else that route is. */
  readonly options?: RouteOptions;
  /** Values of the API. */
  readonly api?: Props;
}
export const HOSTS = ['shop.example.com', 'www.example.com'];
/** Networks of what is in front. */
export const BEHIND: NginxEdgeProps = { realIp: { from: ['10.0.0.0/8'] } };
/** Ways in that end TLS themselves, with all that they need. */
export const INGRESS: NginxEdgeProps = {
  ...{ ...BEHIND, hosts: HOSTS },
  tls: { at: 'front', existingSecret: 'shop-tls' },
  entry: { kind: 'ingress' },
};
export const GATEWAY: NginxEdgeProps = { ...INGRESS, entry: { kind: 'gateway', className: 'envoy' } };
export const BALANCER: NginxEdgeProps = { hosts: HOSTS, entry: { kind: 'loadBalancer' } };

/** Adds what is given to a chart. */
export function build(chart: Construct, { edge: props = {}, policy = {}, options = {}, api: more = {} }: Given) {
  const api = new WebService(chart, 'api', { image: 'shop/api:1', port: 8000, ...more });
  const web = new WebService(chart, 'web', { image: 'shop/web:1', port: 3000 });
  const edge = new NginxEdge(chart, 'edge', props);
  edge.route('/api/', api, policy, options).route('/', web);
  return { edge, api, web };
}
export type Built = ReturnType<typeof build>;

/** The objects of a chart called `shop` that are the edge's. */
export function synth(given: Given = {}, change: (built: Built, chart: Chart) => void = () => undefined) {
  const chart = new Chart(Testing.app(), 'shop');
  const built = build(chart, given);
  change(built, chart);
  const all = (Testing.synth(chart) as (Plain | undefined)[]).filter((object) => object !== undefined);
  const objects = all.filter(({ metadata }) => metadata.labels?.['app.kubernetes.io/component'] === 'edge');
  return {
    ...built,
    all,
    objects,
    /** The one object of the edge of a kind, or with a name. */
    get: (kind: string, name?: string) =>
      objects.find((object) => object.kind === kind && (name === undefined || object.metadata.name === name)),
  };
}

/** The pod template. */
export const templateOf = (given?: Given, change?: Parameters<typeof synth>[1]): unknown =>
  pick(synth(given, change).get('Deployment'), 'spec.template');
export const podOf = (given?: Given, change?: Parameters<typeof synth>[1]): unknown =>
  pick(templateOf(given, change), 'spec');
/** nginx.conf. */
export const confOf = (given?: Given, change?: Parameters<typeof synth>[1]): string =>
  (pick(synth(given, change).get('ConfigMap', 'shop-edge'), 'data') as Record<string, string>)['nginx.conf'] ?? '';

/** What `app.synth()` refuses: the codes in its message, in order. */
export function refusals(given: Given, change: (built: Built, chart: Chart) => void = () => undefined): string[] {
  const app = new App({ outdir: Testing.app().outdir });
  const chart = new Chart(app, 'shop');
  change(build(chart, given), chart);
  try {
    app.synth();
    return [];
  } catch (error) {
    return [...(error as Error).message.matchAll(/\[[^\]]*\] (SCALE-[A-Z]+-\d+)/g)].map(([, code = '']) => code);
  }
}
