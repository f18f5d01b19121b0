/** Version 2: one hierarchy for all controllers. */
import { countOf, fieldsOf, readText } from './files';
import { ownFolder } from './own';
import type { Usage } from './usage';

export async function readV2(root: string, proc: string): Promise<Usage> {
  const folder = await ownFolder(root, proc, (controllers) => controllers.length === 0, 'cpu.stat');
  const [cpuStat, cpuMax, current, max, memoryStat] = await Promise.all(
    ['cpu.stat', 'cpu.max', 'memory.current', 'memory.max', 'memory.stat'].map((file) => readText(folder, file)),
  );
  const cpu = fieldsOf(cpuStat);
  const microseconds = cpu('usage_usec');
  // `50000 100000`; `max 100000` is no limit.
  const [quota, period] = (cpuMax ?? '').split(' ').map(countOf);
  return {
    cpuSeconds: microseconds === undefined ? undefined : microseconds / 1e6,
    cpuLimitCores: quota === undefined || period === undefined ? undefined : quota / period,
    periods: cpu('nr_periods'),
    throttledPeriods: cpu('nr_throttled'),
    memoryBytes: countOf(current),
    inactiveFileBytes: fieldsOf(memoryStat)('inactive_file'),
    // `max` is no limit.
    memoryLimitBytes: countOf(max),
  };
}
