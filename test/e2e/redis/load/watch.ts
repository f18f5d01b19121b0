/** Follows the nodes as they see each other, and what the agents beside them say. */
import { setTimeout as sleep } from 'node:timers/promises';
import { kindOf } from './failure';
import { NodeLink } from './node-link';
import { sightOf } from './node-sight';
import type { Access, WatchedNode } from './plan';
import type { AgentSighting, NodeSight, Sighting } from './report';

const INTERVAL_MS = 250;
const AGENTS_MS = 1000;
const AGENT_ANSWER_MS = 1000;

export class Watch {
  readonly sightings: Sighting[] = [];
  readonly agents: AgentSighting[] = [];
  private links: readonly NodeLink[] = [];

  constructor(
    private readonly access: Access,
    private readonly now: () => number,
  ) {}

  /** Says where the nodes are now: nobody has to wait for a name server. */
  follow(nodes: readonly WatchedNode[]): void {
    const before = this.links;
    this.links = nodes.map((node) => before.find((link) => isSame(link.node, node)) ?? new NodeLink(node, this.access));
    for (const link of before) if (!this.links.includes(link)) link.close();
  }

  async run(stopped: () => boolean): Promise<void> {
    await Promise.all([
      this.each(INTERVAL_MS, stopped, () => this.look()),
      this.each(AGENTS_MS, stopped, () => this.askAgents()),
    ]);
    this.follow([]);
  }

  private async each(ms: number, stopped: () => boolean, look: () => Promise<void>): Promise<void> {
    while (!stopped()) {
      const begin = this.now();
      await look();
      await sleep(Math.max(0, begin + ms - this.now()));
    }
  }

  private async look(): Promise<void> {
    const at = this.now();
    const silent: Record<string, string> = {};
    const sights = await Promise.all(
      this.links.map(async (link): Promise<NodeSight[]> => {
        const { pod } = link.node;
        try {
          const [nodes = '', replication = ''] = await link.ask(['CLUSTER', 'NODES'], ['INFO', 'replication']);
          return [sightOf(pod, nodes, replication)];
        } catch (error) {
          silent[pod] = kindOf(error);
          return [];
        }
      }),
    );
    keep(this.sightings, { at, nodes: sights.flat(), silent: inOrder(silent) });
  }

  private async askAgents(): Promise<void> {
    const { agentPort } = this.access;
    if (agentPort === undefined) return;
    const settled: Record<string, boolean> = {};
    await Promise.all(
      this.links.map(async ({ node: { pod, address } }) => {
        const state = await this.agentOf(address, agentPort);
        if (typeof state === 'boolean') settled[pod] = state;
      }),
    );
    keep(this.agents, { at: this.now(), settled: inOrder(settled) });
  }

  private async agentOf(address: string, port: number): Promise<boolean | undefined> {
    try {
      const host = address.includes(':') ? `[${address}]` : address;
      const signal = AbortSignal.timeout(AGENT_ANSWER_MS);
      const response = await fetch(`http://${host}:${port}/state.json`, { signal });
      return ((await response.json()) as { readonly settled?: boolean }).settled;
    } catch {
      return undefined;
    }
  }
}

const isSame = (a: WatchedNode, b: WatchedNode): boolean =>
  a.pod === b.pod && a.address === b.address && a.port === b.port;

/** Who answered first is no difference. */
const inOrder = <V>(of: Readonly<Record<string, V>>): Readonly<Record<string, V>> =>
  Object.fromEntries(Object.entries(of).sort(([a], [b]) => (a < b ? -1 : 1)));

/** Adds what is new, and only that. */
function keep<S extends { readonly at: number }>(list: S[], next: S): void {
  const last = list.at(-1);
  if (last === undefined || JSON.stringify({ ...last, at: 0 }) !== JSON.stringify({ ...next, at: 0 })) list.push(next);
}
