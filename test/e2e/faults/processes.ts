import { readFileSync, readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { check } from '../fail';

/**
 * The process on this machine that is number 1 in a container of the lab. From inside, nobody can kill it: the kernel keeps signals
 * of its own container away from it.
 */
export function firstProcessOf(container: string): number {
  const found = processes().find(
    (pid) => fileOf(pid, 'cgroup').includes(container) && /^NSpid:.*\s1$/m.test(fileOf(pid, 'status')),
  );
  check(found !== undefined, `no process of container ${container} on this machine`);
  return found;
}

/** The processes on this machine that run a program, of which there has to be one at least. */
export function processesOf(program: string): readonly number[] {
  const found = processes().filter((pid) => basename(fileOf(pid, 'cmdline').split('\0', 1)[0] ?? '') === program);
  check(found.length > 0, `no process of ${program} on this machine`);
  return found;
}

const processes = (): readonly number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);

function fileOf(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    // It has ended meanwhile.
    return '';
  }
}
