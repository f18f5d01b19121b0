/**
 * CPU and memory. A container sees its own cgroup and no other: these are the sidecar's own, which `of="sidecar"` says. Those of the app come
 * from the kubelet. The load average is the node's.
 */
import { loadavg, totalmem } from 'node:os';
import { sample } from '@scaleout/health-contract';
import { abortable } from '../abortable';
import type { Collector, Reading } from '../collector';
import type { Configuration } from '../configuration';
import { readUsage, type Usage } from './cgroup';

type System = NonNullable<Configuration['system']>;

/** What a test may replace. */
export interface SystemSources {
  /** @default /proc */
  readonly proc?: string;
  /** Milliseconds that never go back. */
  readonly now?: () => number;
  readonly hostBytes?: number;
  readonly load?: () => readonly number[];
}

/** A look, and when it was taken. */
interface Look {
  readonly usage: Usage;
  readonly at: number;
}

export function systemCollector(
  { cgroup, maxMemoryPercent }: System,
  { proc = '/proc', now = () => performance.now(), hostBytes = totalmem(), load = loadavg }: SystemSources = {},
): Collector {
  let before: Look | undefined;
  return {
    name: 'system',
    scope: 'pod',
    neededAtStart: false,
    whenFailed: { facts: { cpu_percent: null, memory_percent: null, load_average: [] } },
    async collect(signal): Promise<Reading> {
      const look = { usage: await abortable(signal, readUsage(cgroup, proc, hostBytes)), at: now() };
      const found = between(before, look);
      before = look;
      return readingOf(found, load(), maxMemoryPercent);
    },
  };
}

/** What two looks tell. */
interface Found {
  readonly cpuPercent: number | undefined;
  readonly cpuLimitCores: number | undefined;
  readonly throttledRatio: number | undefined;
  readonly workingSetBytes: number | undefined;
  readonly memoryLimitBytes: number | undefined;
  readonly memoryPercent: number | undefined;
}

function between(before: Look | undefined, { usage, at }: Look): Found {
  const seconds = before === undefined ? 0 : (at - before.at) / 1000;
  const cpu = growth(before?.usage.cpuSeconds, usage.cpuSeconds);
  const periods = growth(before?.usage.periods, usage.periods);
  const throttled = growth(before?.usage.throttledPeriods, usage.throttledPeriods);
  const { memoryBytes, inactiveFileBytes, memoryLimitBytes, cpuLimitCores } = usage;
  const workingSetBytes =
    memoryBytes === undefined || inactiveFileBytes === undefined
      ? undefined
      : Math.max(0, memoryBytes - inactiveFileBytes);
  return {
    cpuPercent: cpu === undefined || seconds <= 0 ? undefined : (100 * cpu) / seconds / (cpuLimitCores ?? 1),
    cpuLimitCores,
    throttledRatio:
      throttled === undefined || periods === undefined || periods === 0 || throttled > periods
        ? undefined
        : throttled / periods,
    workingSetBytes,
    memoryLimitBytes,
    memoryPercent:
      workingSetBytes === undefined || memoryLimitBytes === undefined
        ? undefined
        : (100 * workingSetBytes) / memoryLimitBytes,
  };
}

/** A counter that goes back is another cgroup's. */
const growth = (before: number | undefined, after: number | undefined): number | undefined =>
  before === undefined || after === undefined || after < before ? undefined : after - before;

function readingOf(found: Found, load: readonly number[], maxMemoryPercent: number): Reading {
  const { cpuPercent, cpuLimitCores, throttledRatio, workingSetBytes, memoryLimitBytes, memoryPercent } = found;
  const of = 'sidecar';
  const fault =
    workingSetBytes === undefined
      ? 'the memory of the cgroup cannot be read'
      : memoryPercent !== undefined && memoryPercent > maxMemoryPercent
        ? `memory is used to ${Math.floor(memoryPercent)} % of its limit`
        : undefined;
  return {
    ...(fault === undefined ? { status: 'ok' } : { status: 'degraded', reason: fault }),
    facts: {
      ...{ of, cpu_percent: cpuPercent ?? null, memory_percent: memoryPercent ?? null, load_average: load },
      ...{ cpu_limit_cores: cpuLimitCores ?? null, cpu_throttled_ratio: throttledRatio ?? null },
      ...{ memory_working_set_bytes: workingSetBytes ?? null, memory_limit_bytes: memoryLimitBytes ?? null },
    },
    samples: [
      ...sample('cpu_percent', cpuPercent, { of }),
      ...sample('cpu_limit_cores', cpuLimitCores, { of }),
      ...sample('cpu_throttled_ratio', throttledRatio, { of }),
      ...sample('memory_percent', memoryPercent, { of }),
      ...sample('memory_working_set_bytes', workingSetBytes, { of }),
      ...sample('memory_limit_bytes', memoryLimitBytes, { of }),
      ...[1, 5, 15].flatMap((minutes, index) => sample('load_average', load[index], { minutes: String(minutes) })),
    ],
  };
}
