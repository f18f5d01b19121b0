import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

const root = resolve(__dirname, '../..');

/** A service that runs as a process of its own, as it does in a pod. */
export interface Child {
  /** Resolves with the first line of output that matches. */
  readonly line: (pattern: RegExp) => Promise<string>;
  readonly kill: (signal: NodeJS.Signals) => void;
  /** Lets a fixture know that it may go on. */
  readonly tell: (message: string) => void;
  readonly exit: Promise<{ readonly code: number | null; readonly stderr: string }>;
}

const children: ChildProcess[] = [];

// What a failed test left running must not keep the whole run from ending.
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** Starts the TypeScript file `path` with nothing in its environment but `env`. */
export function start(path: string, env: Readonly<Record<string, string>>): Child {
  const child = spawn(process.execPath, ['--import', 'tsx', path], {
    cwd: root,
    env: { PATH: process.env['PATH'], HOST: '127.0.0.1', PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  children.push(child);
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));

  const line = async (pattern: RegExp): Promise<string> => {
    for (;;) {
      const found = stdout.split('\n').find((each) => pattern.test(each));
      if (found !== undefined) return found;
      if (child.exitCode !== null)
        throw new Error(`ended with ${child.exitCode} before it said ${pattern.source}\n${stdout}${stderr}`);
      await Promise.race([once(child.stdout ?? child, 'data'), once(child, 'exit')]);
    }
  };
  return {
    line,
    kill: (signal) => child.kill(signal),
    tell: (message) => child.send(message),
    exit: once(child, 'close').then(([code]) => ({ code: code as number | null, stderr })),
  };
}

/** The address a service says it listens on. */
export async function addressOf(child: Child): Promise<string> {
  const line = await child.line(/Server listening at/);
  return /http:\/\/[\d.:]+/.exec(line)?.[0] ?? '';
}
