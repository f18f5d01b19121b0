/** A cache in a plain cdk8s app. */
import { App, Chart, Testing } from 'cdk8s';
import { RedisCluster, type RedisClusterProps } from '../../../constructs';
import { CONFIG_FILES } from '../../../constructs/redis/names';
import { pick } from '../support';
import type { Plain } from '../workload/synth';

/** Ways to have one, with what each needs. */
export const STANDALONE: RedisClusterProps = { mode: 'standalone' };
export const EXISTING: RedisClusterProps = {
  mode: 'existing',
  existing: { nodes: ['a.example.org:7000', 'b.example.org:7001'] },
  existingSecret: 'mine',
};
export const TLS: RedisClusterProps = { tls: { enabled: true, existingSecret: 'cert' } };

/** The objects of a chart called `shop`. */
export function synth(
  props: RedisClusterProps = {},
  change: (cache: RedisCluster, chart: Chart) => void = () => undefined,
) {
  const chart = new Chart(Testing.app(), 'shop');
  const cache = new RedisCluster(chart, 'redis', props);
  change(cache, chart);
  const objects = (Testing.synth(chart) as (Plain | undefined)[]).filter((object) => object !== undefined);
  return {
    cache,
    objects,
    /** The one object of a kind, or with a name. */
    get: (kind: string, name?: string) =>
      objects.find((object) => object.kind === kind && (name === undefined || object.metadata.name === name)),
    all: (kind: string) => objects.filter((object) => object.kind === kind),
  };
}

/** The settings of a node, each with its values; the last one of a name counts, as for the server. */
export function settings(props: RedisClusterProps = {}): Readonly<Record<string, string>> {
  return Object.fromEntries(
    configOf(props)
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]),
  );
}
export const configOf = (props: RedisClusterProps = {}): string => fileOf(CONFIG_FILES.server, props);
export const topologyOf = (props: RedisClusterProps = {}): unknown => JSON.parse(fileOf(CONFIG_FILES.topology, props));
function fileOf(name: string, props: RedisClusterProps): string {
  const data = pick(synth(props).get('ConfigMap'), 'data') as Record<string, string>;
  return data[name] ?? '';
}

/** The pod template's spec of a node. */
export const podOf = (props?: RedisClusterProps): unknown =>
  pick(synth(props).get('StatefulSet'), 'spec.template.spec');
/** A container of it, by name. */
export function containerOf(name: 'prepare' | 'agent' | 'redis', props?: RedisClusterProps): Record<string, unknown> {
  const pod = podOf(props) as Partial<Record<'initContainers' | 'containers', { readonly name: string }[]>>;
  const found = [...(pod.initContainers ?? []), ...(pod.containers ?? [])].find((container) => container.name === name);
  if (found === undefined) throw new Error(`there is no container ${name}`);
  return found;
}
/** The mounts of a container: their names, and those that it may write to. */
export function mountsOf(name: 'prepare' | 'agent' | 'redis', props?: RedisClusterProps) {
  const mounts = containerOf(name, props)['volumeMounts'] as { name: string; readOnly?: boolean }[];
  const writable = mounts.filter(({ readOnly }) => readOnly !== true);
  return { all: mounts.map((mount) => mount.name).sort(), writable: writable.map((mount) => mount.name).sort() };
}

/** What `app.synth()` refuses: the codes in its message, in order. */
export function refusals(props: RedisClusterProps): string[] {
  const app = new App({ outdir: Testing.app().outdir });
  new RedisCluster(new Chart(app, 'shop'), 'redis', props);
  try {
    app.synth();
    return [];
  } catch (error) {
    return [...(error as Error).message.matchAll(/\[[^\]]*\] (SCALE-[A-Z]+-\d+)/g)].map(([, code = '']) => code);
  }
}
