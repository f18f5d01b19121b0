/** What the kernel says of a process, and where it may run. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';

/** Ticks of a second in /proc/PID/stat: the same on every Linux since 2.6. */
const HERTZ = 100;

/** Seconds of CPU that a process has used: all its threads, user and system. */
export function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name may have spaces and brackets in it, and is the second field.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / HERTZ;
}

/** Memory of a process in MiB. */
export interface Memory {
  /** All that is resident, with the pages of its files. */
  readonly resident: number;
  /** Of that what is only its own. */
  readonly anonymous: number;
  /** The most that was ever resident. */
  readonly peak: number;
}

export function memoryOf(pid: number): Memory {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const field = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1024;
  return { resident: field('VmRSS'), anonymous: field('RssAnon'), peak: field('VmHWM') };
}

/** The core for what is measured, and the rest for all else: the servers, and whoever asks. */
export const CORES = cpus().length < 2 ? undefined : { measured: '0', rest: `1-${cpus().length - 1}` };

/** Puts this process and all that it will start on the other cores. */
export function stepAside(): void {
  if (CORES !== undefined) execFileSync('taskset', ['--all-tasks', '-cp', CORES.rest, String(process.pid)]);
}

/** The words before a command that is to have the first core. */
export const ALONE: readonly string[] = CORES === undefined ? [] : ['taskset', '-c', CORES.measured];

/** Gives processes the first core that were started without. */
export function leaveAlone(pids: readonly number[]): void {
  if (CORES === undefined) return;
  for (const pid of pids) execFileSync('taskset', ['--all-tasks', '-cp', CORES.measured, String(pid)]);
}
