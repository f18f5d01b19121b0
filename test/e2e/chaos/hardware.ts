import { cpus, totalmem } from 'node:os';
import type { Context } from '../context';
import { count } from '../log';

const GIB = 1024 ** 3;

/** What a run was made on: figures say nothing without it. */
export async function hardwareOf({ kubectl, cluster }: Context): Promise<string> {
  const nodes = await kubectl.list('nodes');
  const versions = [...new Set(nodes.map(({ status }) => status.nodeInfo.kubeletVersion))].join(' and ');
  const of = `Kubernetes ${versions}, ${count(nodes.length, 'node')}`;
  if (cluster.lab === undefined) return of;
  const [core] = cpus();
  const model = core?.model.trim() ?? 'unknown';
  return `${of}, all on one machine with ${count(cpus().length, 'core')} (${model}) and ${Math.round(totalmem() / GIB)} GiB`;
}
