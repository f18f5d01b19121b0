import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

const root = resolve(__dirname, '../../..');

/** How a task ended, and what it logged. */
export interface Ended {
  readonly code: number | null;
  readonly output: string;
  readonly lines: readonly Record<string, unknown>[];
}

/** Runs a task as a process of its own, as a Job does, with nothing in its environment but `env`. */
export async function runTask(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Ended> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'services/tasks/src/main.ts', ...args], {
    cwd: root,
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  const lines = output.split('\n').filter((line) => line.startsWith('{'));
  return { code, output, lines: lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}
