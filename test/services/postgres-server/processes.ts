/** Processes and folders of a test file, gone when it is done, also when it failed. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { watch } from '../redis/watchdog';
import { whenDone } from '../when-done';

/** Neither Postgres nor PgBouncer runs as root: where the tests do, they run as somebody who owns nothing else. */
export const NOBODY = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : undefined;

const processes = new Set<ChildProcess>();
const folders = new Set<string>();

/** A folder that the servers may write into. */
export function newFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `${name}-`));
  if (NOBODY !== undefined) chownSync(folder, NOBODY.uid, NOBODY.gid);
  folders.add(folder);
  return folder;
}

/** Starts a server, which writes its log into `dir`. @param env beside the variables of this process */
export function launch(
  program: string,
  args: readonly string[],
  dir: string,
  env: Readonly<Record<string, string>> = {},
): ChildProcess {
  const log = openSync(join(dir, 'log'), 'a');
  const options = { ...NOBODY, cwd: dir, env: { ...process.env, ...env }, detached: true };
  const child = spawn(program, args, { ...options, stdio: ['ignore', log, log] });
  closeSync(log);
  processes.add(child);
  watch(child);
  child.once('exit', () => processes.delete(child));
  return child;
}

/** Runs a program to its end. @throws an error with what it wrote when it fails */
export async function run(program: string, args: readonly string[], cwd: string): Promise<void> {
  const child = spawn(program, args, { ...NOBODY, cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const output: Buffer[] = [];
  child.stdout.on('data', (each: Buffer) => output.push(each));
  child.stderr.on('data', (each: Buffer) => output.push(each));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${program} ended with ${String(code)}:\n${Buffer.concat(output).toString('utf8')}`);
}

export const isOver = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null;

/** Sends a signal to a process and all its children: those of Postgres are in groups of their own. */
export function signalAll(child: ChildProcess, signal: NodeJS.Signals): void {
  const { pid } = child;
  if (pid === undefined || isOver(child)) return;
  // Held, so that it has no new ones while they are counted; what is killed needs not be told to go on.
  if (signal !== 'SIGCONT') send(pid, 'SIGSTOP');
  const all = [...childrenOf(pid), pid];
  for (const each of all) send(each, signal);
  if (signal !== 'SIGSTOP') for (const each of all) send(each, 'SIGCONT');
}

/** Kills a process and its children, and waits until they are gone. */
export async function killAll(child: ChildProcess): Promise<void> {
  if (isOver(child)) return;
  const gone = once(child, 'exit');
  const children = childrenOf(child.pid ?? 0);
  signalAll(child, 'SIGKILL');
  await gone;
  while (children.some(isThere)) await sleep(10);
}

/** Kills and removes whatever there is. Done by itself when a test file ends. */
export async function stopAll(): Promise<void> {
  await Promise.all([...processes].map(killAll));
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  folders.clear();
}

whenDone(stopAll);

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Whether a process is there; one of which nobody has taken note that it is gone is not. */
export function isThere(pid: number): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

export function childrenOf(pid: number): number[] {
  const file = `/proc/${pid}/task/${pid}/children`;
  try {
    return readFileSync(file, 'utf8').split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}
