import { spawn, type ChildProcess, type ChildProcessByStdio } from 'node:child_process';
import type { Socket } from 'node:net';
import type { Writable } from 'node:stream';

/** Reads `+ GROUP` and `- GROUP`, and when nobody can write any more ends the groups that are left. */
const SCRIPT = `
while read -r what group; do
  others=
  for each in $groups; do [ "$each" = "$group" ] || others="$others $each"; done
  groups=$others
  [ "$what" = - ] || groups="$groups $group"
done
for group in $groups; do
  # Those of Postgres are in groups of their own, and see that their parent is gone only when they are not held.
  children=
  { read -r children < "/proc/$group/task/$group/children"; } 2>/dev/null
  kill -9 "-$group" $children
done`;

let dog: ChildProcessByStdio<Writable, null, null> | undefined;

/**
 * Sees to it that a process group does not outlive this process, whatever ends it: a killed test run can clean up nothing itself. A process
 * of its own waits for the end of a pipe that closes with this one.
 */
export function watch(child: ChildProcess): void {
  const group = child.pid;
  if (group === undefined) return;
  dog ??= letOut();
  const { stdin } = dog;
  stdin.write(`+ ${group}\n`);
  child.once('exit', () => stdin.write(`- ${group}\n`));
}

function letOut(): ChildProcessByStdio<Writable, null, null> {
  const child = spawn('/bin/sh', ['-c', SCRIPT], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  child.stdin.on('error', () => undefined);
  // It keeps nobody: neither the process from ending, nor Jest from seeing that a test is done.
  child.unref();
  (child.stdin as Writable & Pick<Socket, 'unref'>).unref();
  return child;
}
