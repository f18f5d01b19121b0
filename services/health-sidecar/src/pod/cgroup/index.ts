/** CPU and memory of a cgroup, whichever version the node has. */
import { join } from 'node:path';
import { isThere } from './own';
import type { Usage } from './usage';
import { readV1 } from './v1';
import { readV2 } from './v2';

export type { Usage } from './usage';

/**
 * What the own cgroup below `root` has used. Never fails.
 *
 * @param hostBytes the memory of the node: a limit above it is none, such as 0x7FFFFFFFFFFFF000, with which version 1 says so
 */
export async function readUsage(root: string, proc: string, hostBytes: number): Promise<Usage> {
  // Where both are mounted, version 2 is in a folder of its own and counts nothing.
  const isV2 = await isThere(join(root, 'cgroup.controllers'));
  const usage = await (isV2 ? readV2 : readV1)(root, proc);
  const { memoryLimitBytes: limit, cpuLimitCores: cores } = usage;
  return {
    ...usage,
    cpuLimitCores: cores !== undefined && Number.isFinite(cores) && cores > 0 ? cores : undefined,
    memoryLimitBytes: limit !== undefined && limit > 0 && limit <= hostBytes ? limit : undefined,
  };
}
