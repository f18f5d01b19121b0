/** docs/reference/network.md: who may talk to whom, as a picture and a table, from the flows of the constructs. */
import { fastnext } from '../charts/fastnext';
import { Stack } from '../charts/stack';
import { flowsBelow, type End, type FlowSpec } from '../constructs/network/flow';
import { API_SERVER_PORTS } from '../constructs/network/values';
import { contextOf } from '../constructs/stack-context';
import { evaluate } from '../constructs/values/evaluate';
import { exprOf } from '../constructs/values/expr';
import { loadValues } from '../constructs/values/input/load';

/** What outsiders are called in the picture. */
const OUTSIDERS = {
  clients: 'clients',
  scrapers: 'Prometheus',
  'api-server': 'API server',
  others: 'servers elsewhere',
} as const;

const nameOf = (end: End): string => ('component' in end ? end.component : OUTSIDERS[end.outside]);
const idOf = (end: End): string => nameOf(end).replaceAll(/[^A-Za-z0-9]/g, '_');
const isApiServer = (end: End): boolean => 'outside' in end && end.outside === 'api-server';

interface Arrow {
  readonly from: End;
  readonly to: End;
  readonly ports: readonly number[];
  readonly purpose: string;
}

/** The flows that there are with the defaults. */
function arrows(): readonly Arrow[] {
  const stack = new Stack(fastnext);
  const scope = { values: loadValues(fastnext, {}).values, release: contextOf(stack).release };
  const plain = <T>(of: T) => evaluate(exprOf(of as never), scope) as T;
  return flowsBelow(stack)
    .filter(({ when = true }: FlowSpec) => plain(when) === true)
    .map(({ from, to, ports, purpose }) => ({
      ...{ from, to, purpose },
      ports: isApiServer(to) ? API_SERVER_PORTS : ports.map((port) => plain(port) as number),
    }));
}

/** One arrow for all that goes from one end to the other. */
function picture(of: readonly Arrow[]): string {
  const pairs = new Map<string, Arrow[]>();
  for (const arrow of of) {
    const key = `${idOf(arrow.from)} ${idOf(arrow.to)}`;
    pairs.set(key, [...(pairs.get(key) ?? []), arrow]);
  }
  const nodes = new Map(of.flatMap(({ from, to }) => [from, to]).map((end) => [idOf(end), end]));
  return [
    'flowchart LR',
    ...[...nodes].map(([id, end]) =>
      'component' in end ? `  ${id}["${nameOf(end)}"]` : `  ${id}(["${nameOf(end)}"])`,
    ),
    ...[...pairs.values()].map((arrow) => {
      const [first] = arrow;
      if (first === undefined) return '';
      const ports = [...new Set(arrow.flatMap((each) => each.ports))].join(', ');
      return `  ${idOf(first.from)} -->|${ports}| ${idOf(first.to)}`;
    }),
  ].join('\n');
}

/** The page. */
export function networkPage(): string {
  const all = arrows();
  const rows = all.map(
    ({ from, to, ports, purpose }) => `| ${nameOf(from)} | ${nameOf(to)} | ${ports.join(', ')} | ${purpose} |`,
  );
  return `# Network

Who opens connections to whom with the default values, generated from what the constructs say of their connections. NetworkPolicies
allow these and DNS, and nothing else, in both directions; ports are those of the pods. What you add is in \`network.more\`, who comes in
from outside in \`network.clients\`, and who reads metrics in \`sidecar.scrapeFrom\`.

\`\`\`mermaid
${picture(all)}
\`\`\`

| From | To | Ports | For |
| --- | --- | --- | --- |
${rows.join('\n')}
`;
}
