/** The edge as it is generated, run by a real nginx: its ports, paths and names are the only things that differ from a pod's. */
import { Chart, Testing } from 'cdk8s';
import { generate, type GenerateResult } from 'selfsigned';
import { NginxEdge, type NginxEdgeProps, type RouteSchema } from '../../../../constructs';
import { EDGE_PORTS, PATHS, PLACEHOLDERS, ROOT } from '../../../../constructs/edge/names';
import type { RouteOptions, RouteTarget } from '../../../../constructs/edge/route';
import type { PropsOf } from '../../../../constructs/values/props';
import type { Configuration } from '../configuration';
import { startDns, type DnsServer } from '../dns';
import { startNginx, type Nginx } from '../nginx';
import type { Upstream } from '../upstream';

/** A route to one of the services of a test. */
export interface TestRoute extends Omit<RouteOptions, 'canary'> {
  readonly path: string;
  /** The name of the service. */
  readonly to: string;
  readonly policy?: PropsOf<RouteSchema>;
  /** The name of the service of the canary. */
  readonly canary?: string;
}

/** What an edge is made of. */
export interface TestEdge {
  readonly props?: NginxEdgeProps;
  readonly routes: readonly TestRoute[];
  /** What is done to nginx.conf before it is run. @default - nothing */
  readonly change?: (conf: string) => string;
}

const DOMAIN = 'shop.svc.test';

/** A service of a test: its name is found by the name server of the test. */
const target = (component: string, port: number): RouteTarget => ({
  ...{ component, port, headlessName: `${component}-headless`, mostPods: 10, drainSeconds: 10 },
});

/** The files of its ConfigMaps. */
export function filesOf({ props = {}, routes }: TestEdge, ports: Readonly<Record<string, number>> = {}): EdgeFiles {
  const chart = new Chart(Testing.app(), 'shop');
  const edge = new NginxEdge(chart, 'edge', props);
  const at = (name: string) => target(name, ports[name] ?? 8000);
  for (const { path, to, policy = {}, canary, ...options } of routes) {
    edge.route(path, at(to), policy, { ...options, ...(canary === undefined ? {} : { canary: at(canary) }) });
  }
  return filesIn(Testing.synth(chart) as (Plain | undefined)[]);
}

/** The files of an edge, among all of its objects. */
export function filesIn(objects: readonly (Plain | undefined)[]): EdgeFiles {
  const data = (name: string): Files =>
    objects.find((object) => object?.kind === 'ConfigMap' && object.metadata.name.endsWith(name))?.data ?? {};
  return { own: data('-edge'), files: data('-edge-files') };
}
type Files = Readonly<Record<string, string>>;
interface EdgeFiles {
  readonly own: Files;
  readonly files: Files;
}
/** An object of Kubernetes. */
export interface Plain {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly data?: Files;
}

let pair: Promise<GenerateResult> | undefined;
/** A certificate for any test of a file. */
export const certificate = (): Promise<GenerateResult> =>
  (pair ??= generate([{ name: 'commonName', value: 'localhost' }], { keyType: 'ec', algorithm: 'sha256' }));

/** What nginx is started with, made to stay within a folder and on ports that are free. */
export const configurationOf = (edge: TestEdge, ports: Readonly<Record<string, number>> = {}): Promise<Configuration> =>
  configurationFrom(filesOf(edge, ports));

/** The same from files that are there: those of its ConfigMap, and those of the user. */
export async function configurationFrom({ own, files }: EdgeFiles): Promise<Configuration> {
  const { 'nginx.conf': conf = '', ...pages } = own;
  const { cert, private: key } = await certificate();
  const within = (folder: string, of: Files) =>
    Object.fromEntries(Object.entries(of).map(([name, text]) => [`${folder}/${name}`, text]));
  const ports = [
    [EDGE_PORTS.http, '__PORT__'],
    [EDGE_PORTS.https, '__PORT_TLS__'],
    [EDGE_PORTS.status, '__PORT_STATUS__'],
  ] as const;
  const listening: Record<string, string> = {};
  for (const [port, placeholder] of ports) {
    listening[`listen ${port}`] = `listen ${placeholder}`;
    listening[`listen [::]:${port}`] = `listen [::1]:${placeholder}`;
  }
  return {
    conf,
    files: {
      ...within('scaleout/edge', pages),
      ...within('scaleout/edge-files', files),
      'scaleout/edge-tls/tls.crt': cert,
      'scaleout/edge-tls/tls.key': key,
      'cache/empty': '',
    },
    replace: {
      ...listening,
      [PATHS.cache]: '__DIR__/cache',
      [ROOT]: '__DIR__/scaleout',
      '/etc/nginx/mime.types': '__ETC__/mime.types',
      'load_module modules/': 'load_module __MODULES__/',
      [PLACEHOLDERS.resolvers]: '127.0.0.1:1',
      [PLACEHOLDERS.domain]: DOMAIN,
    },
  };
}

/** An edge that runs. */
export interface RunningEdge extends Nginx {
  readonly dns: DnsServer;
  readonly httpsUrl: string;
  readonly statusUrl: string;
  /** Gives a service its pods, from the next look of nginx on. */
  readonly pods: (service: string, ...pods: readonly Pick<Upstream, 'host'>[]) => void;
}

/**
 * Starts an edge with services of these pods.
 *
 * @param services all pods of one share a port: see `startPods`
 * @param replace texts of the configuration, for times that a test cannot wait
 */
export async function startEdge(
  edge: TestEdge,
  services: Readonly<Record<string, readonly Pick<Upstream, 'host' | 'port'>[]>>,
  replace: Readonly<Record<string, string>> = {},
): Promise<RunningEdge> {
  const dns = await startDns();
  const domain = String(edge.props?.dns?.domain ?? DOMAIN);
  const pods = (service: string, ...of: readonly Pick<Upstream, 'host'>[]) => {
    dns.set(`${service}-headless.${domain}`, ...of.map(({ host }) => host));
  };
  for (const [service, of] of Object.entries(services)) pods(service, ...of);
  const ports = Object.fromEntries(Object.entries(services).map(([name, [first]]) => [name, first?.port ?? 8000]));
  const props: NginxEdgeProps = {
    ...edge.props,
    dns: { validSeconds: 1, resolvers: dns.address, domain },
    tls: edge.props?.tls ?? { at: 'none' },
  };
  const { change = (conf: string) => conf } = edge;
  const { conf, ...rest } = await configurationOf({ ...edge, props }, ports);
  const nginx = await startNginx({ ...rest, conf: change(conf), replace: { ...rest.replace, ...replace } });
  return {
    ...nginx,
    dns,
    pods,
    get httpsUrl() {
      return `https://127.0.0.1:${nginx.portOf('TLS')}`;
    },
    statusUrl: `http://127.0.0.1:${nginx.portOf('STATUS')}`,
  };
}
