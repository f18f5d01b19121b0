/** File systems that may fill up. */
import { statfs } from 'node:fs/promises';
import { sample } from '@scaleout/health-contract';
import { abortable, within } from '../abortable';
import { CollectorError, type Collector, type Reading } from '../collector';
import type { Configuration } from '../configuration';
import { worst, type Part } from './worst';

type Disk = Configuration['disks'][number];

/** What `statfs` tells, as far as it is needed. */
export type StatFs = (path: string) => Promise<{
  readonly bsize: number;
  readonly blocks: number;
  readonly bfree: number;
  readonly bavail: number;
}>;

/** What a test may replace, and what is the sampler's. */
export interface DiskOptions {
  /** Seconds that a run may take: one path that hangs hides no others. @default 2 */
  readonly timeoutSeconds?: number;
  /** @default - that of Node */
  readonly stat?: StatFs;
}

/** The part of a run's time that a path may take. */
const SHARE = 0.9;

export function diskCollector(
  disks: readonly Disk[],
  { timeoutSeconds = 2, stat = (path) => statfs(path) }: DiskOptions = {},
): Collector {
  // A call to a file system that hangs cannot be ended, and holds one of the few threads of the process: not two for one path.
  const waiting = new Map<string, ReturnType<StatFs>>();
  const call = (path: string): ReturnType<StatFs> => {
    const known = waiting.get(path);
    if (known !== undefined) return known;
    const made = stat(path).finally(() => waiting.delete(path));
    waiting.set(path, made);
    return made;
  };
  const look = async (disk: Disk, signal: AbortSignal): Promise<Part> => {
    try {
      const found = await within(timeoutSeconds * 1000 * SHARE, signal, (own) => abortable(own, call(disk.path)));
      return partOf(disk, found);
    } catch (error) {
      signal.throwIfAborted();
      return { name: disk.path, status: 'down', reason: reasonOf(error), facts: UNKNOWN, samples: [] };
    }
  };
  return {
    name: 'disk',
    scope: 'pod',
    neededAtStart: false,
    async collect(signal): Promise<Reading> {
      const parts = await Promise.all(disks.map((disk) => look(disk, signal)));
      return { ...worst(parts), facts: { paths: parts.map(({ name, facts }) => ({ path: name, ...facts })) } };
    },
  };
}

function reasonOf(error: unknown): string {
  if (error instanceof CollectorError) return error.reason;
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR' ? 'is not there' : 'cannot be looked at';
}

const UNKNOWN = { size_bytes: null, free_bytes: null, used_percent: null };

/** Percent as `df` has it: what is kept for root is neither used nor free. */
function partOf({ path, maxPercent }: Disk, { bsize, blocks, bfree, bavail }: Awaited<ReturnType<StatFs>>): Part {
  const used = blocks - bfree;
  // A file system without blocks, as /proc is, is neither full nor empty.
  const percent = used + bavail > 0 ? (100 * used) / (used + bavail) : undefined;
  const [size, free] = [blocks * bsize, bavail * bsize];
  return {
    name: path,
    ...(percent !== undefined && percent > maxPercent
      ? { status: 'degraded', reason: `is full to ${Math.floor(percent)} %` }
      : { status: 'ok' }),
    facts: { size_bytes: size, free_bytes: free, used_percent: percent ?? null },
    samples: [
      ...sample('disk_size_bytes', size, { path }),
      ...sample('disk_free_bytes', free, { path }),
      ...sample('disk_used_percent', percent, { path }),
    ],
  };
}
