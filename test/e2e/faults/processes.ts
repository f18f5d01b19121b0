import { readFileSync, readdirSync } from 'node:fs';
import { check } from '../fail';

/**
 * The process on this machine that is number 1 in a container of the lab. From inside, nobody can kill it: the kernel keeps signals
 * of its own container away from it.
 */
export function firstProcessOf(container: string): number {
  const found = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .find((pid) => fileOf(pid, 'cgroup').includes(container) && /^NSpid:.*\s1$/m.test(fileOf(pid, 'status')));
  check(found !== undefined, `no process of container ${container} on this machine`);
  return found;
}

function fileOf(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    // It has ended meanwhile.
    return '';
  }
}
