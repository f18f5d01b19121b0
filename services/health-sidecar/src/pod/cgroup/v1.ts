/** Version 1: a hierarchy for each controller, or for several of them. */
import { readdir } from 'node:fs/promises';
import { countOf, fieldsOf, readText } from './files';
import { ownFolder } from './own';
import type { Usage } from './usage';

export async function readV1(root: string, proc: string): Promise<Usage> {
  const mounted = await readdir(root).catch(() => []);
  const folder = async (controller: string, file: string) => {
    // `cpu,cpuacct` is both.
    const name = mounted.find((each) => each.split(',').includes(controller)) ?? controller;
    return ownFolder(`${root}/${name}`, proc, (controllers) => controllers.includes(controller), file);
  };
  const [cpuacct, cpu, memory] = await Promise.all([
    folder('cpuacct', 'cpuacct.usage'),
    folder('cpu', 'cpu.stat'),
    folder('memory', 'memory.usage_in_bytes'),
  ]);
  const [nanoseconds, quota, period, cpuStat, usage, limit, memoryStat] = await Promise.all([
    readText(cpuacct, 'cpuacct.usage'),
    readText(cpu, 'cpu.cfs_quota_us'),
    readText(cpu, 'cpu.cfs_period_us'),
    readText(cpu, 'cpu.stat'),
    readText(memory, 'memory.usage_in_bytes'),
    readText(memory, 'memory.limit_in_bytes'),
    readText(memory, 'memory.stat'),
  ]);
  const used = countOf(nanoseconds);
  // No limit is written as -1.
  const [quotaUs, periodUs] = [countOf(quota), countOf(period)];
  const throttling = fieldsOf(cpuStat);
  return {
    cpuSeconds: used === undefined ? undefined : used / 1e9,
    cpuLimitCores: quotaUs === undefined || periodUs === undefined ? undefined : quotaUs / periodUs,
    periods: throttling('nr_periods'),
    throttledPeriods: throttling('nr_throttled'),
    memoryBytes: countOf(usage),
    inactiveFileBytes: fieldsOf(memoryStat)('total_inactive_file'),
    memoryLimitBytes: countOf(limit),
  };
}
