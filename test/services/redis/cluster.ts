/** A cluster made by raw commands: what a test starts from, or compares with. */
import { setTimeout as sleep } from 'node:timers/promises';
import { BUS_OFFSET } from './addresses';
import type { Flavour } from './flavours';
import { startNode, type NodeOptions, type RedisNode } from './servers';

const SLOTS = 16_384;

/** Timeouts that make a failover take a second or two, in place of eight. */
export const QUICK = { 'cluster-enabled': 'yes', 'cluster-node-timeout': 1000 } as const;

/** What the chart sets, as far as it changes how a cluster behaves. */
export const LIKE_THE_CHART = {
  ...QUICK,
  'cluster-require-full-coverage': 'no',
  'cluster-replica-validity-factor': 0,
  'cluster-allow-replica-migration': 'no',
  'repl-diskless-sync-delay': 0,
} as const;

/** Starts nodes that know nothing of each other. */
export const startNodes = (
  count: number,
  flavour: Flavour,
  options: (index: number) => Omit<NodeOptions, 'flavour'> = () => ({}),
): Promise<RedisNode[]> =>
  Promise.all(
    Array.from({ length: count }, (_, index) => {
      const { config, ...rest } = options(index);
      return startNode({ flavour, ...rest, config: { ...LIKE_THE_CHART, ...config } });
    }),
  );

/** Makes a cluster of fresh nodes: slots in even parts over `masters`, and `replicas` by the index of their master. */
export async function formCluster(
  masters: readonly RedisNode[],
  replicas: readonly (readonly [replica: RedisNode, master: number])[] = [],
): Promise<void> {
  const [first] = masters;
  if (first === undefined) throw new Error('a cluster has a master at least');
  const all = [...masters, ...replicas.map(([node]) => node)];
  for (const [index, node] of masters.entries()) {
    const from = Math.ceil((index * SLOTS) / masters.length);
    const to = Math.ceil(((index + 1) * SLOTS) / masters.length) - 1;
    await node.call('CLUSTER', 'SET-CONFIG-EPOCH', index + 1);
    await node.call('CLUSTER', 'ADDSLOTSRANGE', from, to);
  }
  for (const node of all.filter((each) => each !== first)) {
    await first.call('CLUSTER', 'MEET', node.host, node.port, node.port + BUS_OFFSET);
  }
  await until('all know each other', async () => {
    const known = await Promise.all(all.map((node) => clusterInfo(node, 'cluster_known_nodes')));
    return known.every((each) => each === String(all.length));
  });
  for (const [replica, master] of replicas) {
    const id = await masters[master]?.call('CLUSTER', 'MYID');
    await replica.call('CLUSTER', 'REPLICATE', String(id));
  }
  await until('all slots are served and all links are up', async () => {
    const states = await Promise.all(all.map((node) => clusterInfo(node, 'cluster_state')));
    const links = await Promise.all(replicas.map(([node]) => linkUp(node)));
    return states.every((each) => each === 'ok') && links.every(Boolean);
  });
}

/** One line of `CLUSTER INFO`. */
export async function clusterInfo(node: RedisNode, field: string): Promise<string | undefined> {
  const info = String(await node.call('CLUSTER', 'INFO'));
  return new RegExp(`^${field}:(.*?)\\r?$`, 'm').exec(info)?.[1];
}

/** Whether a replica hears its master. */
export async function linkUp(node: RedisNode): Promise<boolean> {
  return String(await node.call('INFO', 'replication')).includes('master_link_status:up');
}

/** Waits until `holds`, and looks again every 50 ms. @throws an error that says what did not come true in time */
export async function until(what: string, holds: () => Promise<boolean> | boolean, ms = 20_000): Promise<void> {
  const deadline = Date.now() + ms;
  for (;;) {
    if (await holds()) return;
    if (Date.now() > deadline) throw new Error(`waited ${ms} ms in vain until ${what}`);
    await sleep(50);
  }
}
