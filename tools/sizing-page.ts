/** docs/reference/sizing.md: what each preset asks of a cluster, added up from the manifests that it becomes. */
import { fastnext } from '../charts/fastnext';
import { Stack } from '../charts/stack';
import { PostgresCluster } from '../constructs/postgres/postgres-cluster';
import { RedisCluster } from '../constructs/redis/redis-cluster';
import { contextOf } from '../constructs/stack-context';
import { evaluate, type Scope } from '../constructs/values/evaluate';
import { exprOf } from '../constructs/values/expr';
import { loadValues } from '../constructs/values/input/load';
import { objectsOf } from '../packaging/manifests';
import { podsOf, type Pods } from './sizing-pods';

const GIB = 1000 * 1024 ** 3;
const MIB = 1000 * 1024 ** 2;

/** Thousandths of a core, as a person would write them. */
const cores = (milli: number): string => String(milli / 1000);
/** Thousandths of a byte, as a person would write them. */
const bytes = (milli: number): string =>
  milli === 0 ? '–' : milli % GIB === 0 || milli >= 10 * GIB ? `${round(milli / GIB)} Gi` : `${round(milli / MIB)} Mi`;
const round = (of: number): string => String(Math.round(of * 10) / 10);
const range = (least: string, most: string): string => (least === most ? least : `${least} – ${most}`);

/** One preset, with its values in place. */
function sized(preset: string): { readonly stack: Stack; readonly scope: Scope; readonly pods: readonly Pods[] } {
  const stack = new Stack(fastnext);
  const scope = { values: loadValues(fastnext, { preset }).values, release: contextOf(stack).release };
  return { stack, scope, pods: podsOf(objectsOf(stack, scope).flatMap(({ objects }) => objects)) };
}

function perPod(pods: readonly Pods[]): string[] {
  return [
    '| Component | Pods | In a roll-out | CPU | Memory | Disk of the node | Volume |',
    '| --- | --: | --: | --: | --: | --: | --: |',
    ...pods.map(({ component, least, most, rolling, requests, limits, volume }) =>
      [
        `| ${component}`,
        range(String(least), String(most)),
        String(rolling),
        `${cores(requests.cpu)} / ${limits.cpu === 0 ? 'none' : cores(limits.cpu)}`,
        `${bytes(requests.memory)} / ${bytes(limits.memory)}`,
        `${bytes(requests['ephemeral-storage'])} / ${bytes(limits['ephemeral-storage'])}`,
        `${bytes(volume)} |`,
      ].join(' | '),
    ),
  ];
}

/** One line of the first table. */
function total(preset: string, pods: readonly Pods[]): string {
  const sum = (of: (each: Pods) => number) => pods.reduce((all, each) => all + of(each), 0);
  const both = (name: 'cpu' | 'memory', print: (of: number) => string) => [
    range(print(sum((p) => p.least * p.requests[name])), print(sum((p) => p.most * p.requests[name]))),
    range(print(sum((p) => p.least * p.limits[name])), print(sum((p) => p.most * p.limits[name]))),
  ];
  const count = range(String(sum((p) => p.least)), String(sum((p) => p.most)));
  const volumes = bytes(sum((p) => p.most * p.volume));
  return `| [\`${preset}\`](#${preset}) | ${[count, ...both('cpu', cores), ...both('memory', bytes), volumes].join(' | ')} |`;
}

/** Connections and memory of the databases, from the numbers that the rules compare. */
function databases({ stack, scope }: { readonly stack: Stack; readonly scope: Scope }): string[] {
  const plain = <T>(of: T) => evaluate(exprOf(of as never), scope) as T;
  const nodes = stack.node.findAll();
  return [
    ...nodes
      .filter((node) => node instanceof PostgresCluster)
      .map(({ sizing, values, budget, pool }) => {
        const total = Number(plain(sizing.maxConnections));
        const free = total - Number(plain(values.reservedConnections));
        return (
          `Postgres takes ${String(total)} connections, ${String(free)} of them for the poolers, which open ${String(plain(pool?.serverConnections ?? 0))} at most. ` +
          `Towards the apps: ${String(plain(budget.sum))}, of ${String(plain(pool?.clientConnections ?? 0))} that the poolers take.`
        );
      }),
    ...nodes
      .filter((node) => node instanceof RedisCluster)
      .map(({ sizes, values }) => {
        const shards = plain(values.mode) === 'cluster' ? Number(plain(values.shards)) : 1;
        const data = Number(plain(sizes.data));
        return (
          `Redis holds ${bytes(shards * data * MIB)} of data (${String(shards)} x ${bytes(data * MIB)}); a node of it needs ` +
          `${bytes(Number(plain(sizes.neededMemory)) * MIB)} of memory and ${bytes(Number(plain(sizes.neededStorage)) * MIB)} of volume.`
        );
      }),
  ];
}

/** The page. */
export function sizingPage(): string {
  const presets = Object.entries(fastnext.presets).map(([name, { description }]) => ({
    name,
    description,
    ...sized(name),
  }));
  const sections = presets.map((preset) =>
    [`## ${preset.name}`, preset.description, perPod(preset.pods).join('\n'), ...databases(preset)].join('\n\n'),
  );
  return `# Sizes

What each preset asks of a cluster, added up from the manifests that \`npx scaleout synth --preset NAME\` writes: from the least pods
to the most that the autoscalers may make. Requests decide whether a pod finds a node, limits what it may use at most. The Jobs, which run for
some seconds at an installation, are left out, and so are the pods that a roll-out has more for its time, which stand below in a column of
their own. How to choose: [sizing](../guides/sizing.md).

| Preset | Pods | CPU requested | CPU limits | Memory requested | Memory limits | Volumes |
| --- | --: | --: | --: | --: | --: | --: |
${presets.map(({ name, pods }) => total(name, pods)).join('\n')}

Below, of one pod with its app and its sidecars: requested / limit. CPU in cores.

${sections.join('\n\n')}
`;
}
